"""Dialogs of staff: the card of a request, the commands of the chat, and what each opens."""
