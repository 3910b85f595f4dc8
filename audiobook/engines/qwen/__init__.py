"""Alibaba's Qwen-TTS and its successors by the service DashScope: paid, used only when named."""
