"""python-telegram-bot's ConversationHandler, kept by its PicklePersistence."""

import itertools
import logging
import os
from typing import TypeAlias

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from bench.peers import words

LANGUAGE, BEHALF, CONSENT, NAME, PHONE, ESSENCE, DAYS, HELP, REVIEW = range(9)
numbers = itertools.count(1)
Context: TypeAlias = ContextTypes.DEFAULT_TYPE


def keyboard(name: str, labels: tuple[str, ...]) -> InlineKeyboardMarkup:
    """Return a column of buttons."""
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(label, callback_data=f"{name}:{n}")]
            for n, label in enumerate(labels)
        ]
    )


async def start(update: Update, _context: Context) -> int:
    """Begin."""
    markup = keyboard("language", words.LANGUAGES)
    await update.message.reply_text(words.ASK_LANGUAGE, reply_markup=markup)
    return LANGUAGE


async def language(update: Update, context: Context) -> int:
    """Take the language."""
    await update.callback_query.answer()
    context.user_data["language"] = update.callback_query.data
    markup = keyboard("behalf", words.BEHALF)
    await update.callback_query.edit_message_text(words.ASK_BEHALF, reply_markup=markup)
    return BEHALF


async def behalf(update: Update, context: Context) -> int:
    """Take on whose behalf."""
    await update.callback_query.answer()
    context.user_data["behalf"] = update.callback_query.data
    markup = keyboard("consent", words.CONSENT)
    await update.callback_query.edit_message_text(words.ASK_CONSENT, reply_markup=markup)
    return CONSENT


async def consent(update: Update, context: Context) -> int:
    """Take the consent."""
    await update.callback_query.answer()
    context.user_data["consent"] = update.callback_query.data
    await update.callback_query.edit_message_text(words.ASK_NAME)
    return NAME


async def name(update: Update, context: Context) -> int:
    """Take the name."""
    if not words.is_name(update.message.text):
        await update.message.reply_text(words.REFUSED)
        return NAME
    context.user_data["name"] = update.message.text
    await update.message.reply_text(words.ASK_PHONE)
    return PHONE


async def phone(update: Update, context: Context) -> int:
    """Take the phone."""
    if not words.is_phone(update.message.text):
        await update.message.reply_text(words.REFUSED)
        return PHONE
    context.user_data["phone"] = update.message.text
    await update.message.reply_text(words.ASK_ESSENCE)
    return ESSENCE


async def essence(update: Update, context: Context) -> int:
    """Take the essence."""
    if not words.is_essence(update.message.text):
        await update.message.reply_text(words.REFUSED)
        return ESSENCE
    context.user_data["essence"] = update.message.text
    await update.message.reply_text(words.ASK_DAYS, reply_markup=keyboard("days", words.DAYS))
    return DAYS


async def days(update: Update, context: Context) -> int:
    """Take the days."""
    await update.callback_query.answer()
    context.user_data["days"] = words.DAYS[0]
    markup = keyboard("help", words.HELP)
    await update.callback_query.edit_message_text(words.ASK_HELP, reply_markup=markup)
    return HELP


async def help_(update: Update, context: Context) -> int:
    """Take whether help is needed, and show everything."""
    await update.callback_query.answer()
    context.user_data["help"] = words.HELP[int(update.callback_query.data.split(":")[1])]
    markup = keyboard("review", words.REVIEW)
    text = words.review(context.user_data)
    await update.callback_query.edit_message_text(text, reply_markup=markup)
    return REVIEW


async def review(update: Update, context: Context) -> int:
    """Hand out the ticket."""
    await update.callback_query.answer()
    context.user_data.clear()
    await update.callback_query.edit_message_text(words.ticket(next(numbers)))
    end: int = ConversationHandler.END
    return end


def main() -> None:
    """Run by polling."""
    logging.basicConfig(level=logging.WARNING)
    api = os.environ["BENCH_API"]
    application = (
        Application.builder()
        .token(os.environ["BENCH_TOKEN"])
        .base_url(f"{api}/bot")
        .persistence(PicklePersistence(filepath=os.environ["BENCH_FILE"]))
        .build()
    )
    text = filters.TEXT & ~filters.COMMAND
    conversation = ConversationHandler(
        entry_points=[CommandHandler("start", start)],
        states={
            LANGUAGE: [CallbackQueryHandler(language, "^language:")],
            BEHALF: [CallbackQueryHandler(behalf, "^behalf:")],
            CONSENT: [CallbackQueryHandler(consent, "^consent:")],
            NAME: [MessageHandler(text, name)],
            PHONE: [MessageHandler(text, phone)],
            ESSENCE: [MessageHandler(text, essence)],
            DAYS: [CallbackQueryHandler(days, "^days:")],
            HELP: [CallbackQueryHandler(help_, "^help:")],
            REVIEW: [CallbackQueryHandler(review, "^review:")],
        },
        fallbacks=[CommandHandler("start", start)],
        name="booking",
        persistent=True,
    )
    application.add_handler(conversation)
    words.heed()
    application.run_polling()


if __name__ == "__main__":
    main()
