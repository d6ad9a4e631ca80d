"""Lists of debtors, from the creditor's file into a portfolio."""

from services.importing.errors import ImportRefused
from services.importing.import_file import ImportSummary, abandon_interrupted, import_file, read_mapping

__all__ = ["ImportRefused", "ImportSummary", "abandon_interrupted", "import_file", "read_mapping"]
