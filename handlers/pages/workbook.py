"""A workbook of tables, a sheet for each, as Excel and its like open it. Imported only when somebody asks for one."""

import io
from collections.abc import Sequence
from datetime import date

from xlsxwriter import Workbook

from handlers.pages.tables import Table


def workbook(tables: Sequence[Table]) -> bytes:
    """The file. Text stays text: nothing in a cell is taken for a formula, a link or a number."""
    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for table in tables:
        sheet = book.add_worksheet(table.name)
        sheet.write_row(0, 0, table.columns, bold)
        sheet.freeze_panes(1, 1)
        for number, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
        sheet.autofit()
    book.close()
    return written.getvalue()
