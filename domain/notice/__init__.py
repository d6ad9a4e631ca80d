"""Messages to a debtor: where they may go, when, what they may say, and how long they are."""
