"""Who speaks each quotation: quotations, people, mentions, tags, and a ranker that chooses between candidates."""
