"""What an office needs for a round of reports: a site, a workbook, a summary, and files for each unit."""
