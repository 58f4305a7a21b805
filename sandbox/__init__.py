"""A local Telegram Bot API, a local Twilio and simulated people's phones, on one port."""
