"""SQLAlchemy, and it alone, lives here: tables, repositories, transactions, migrations, outbox."""
