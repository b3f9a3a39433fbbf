for (const table of all('.sides')) sortable(table);
