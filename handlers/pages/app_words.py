"""Names of the apps that customers write in. Each: Spanish, English, Portuguese."""

APPS = {
    "app_whatsapp": ("WhatsApp", "WhatsApp", "WhatsApp"),
    "app_sms": ("SMS", "SMS", "SMS"),
    "app_rcs": ("RCS", "RCS", "RCS"),
    "app_messenger": ("Messenger", "Messenger", "Messenger"),
    "app_instagram": ("Instagram", "Instagram", "Instagram"),
    "app_telegram": ("Telegram", "Telegram", "Telegram"),
    "app_web": ("Chat del sitio", "Web chat", "Chat do site"),
    "app_-": ("Ninguna", "None", "Nenhum"),
}
