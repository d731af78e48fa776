"""Telegram's bot API and WhatsApp's Cloud API, as far as sending goes; the ledger keeps it."""
