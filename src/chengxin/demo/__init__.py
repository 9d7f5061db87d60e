"""The demo: invented people and officials, and a year of files, letters and questions made only through public acts."""
