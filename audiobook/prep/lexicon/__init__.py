"""How words are said: ``lexicon.toml``, finding its entries in a text, and each engine's best form of them.

``load`` reads lists, ``Lexicon.matches`` finds, ``speak.spoken`` writes what the engine gets; ``pls_read`` and
``pls_write`` exchange lists with other programs.
"""
