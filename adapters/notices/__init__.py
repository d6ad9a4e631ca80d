"""The channels of messages: SMTP, a generic HTTP gateway, and an outbox for demonstrations."""
