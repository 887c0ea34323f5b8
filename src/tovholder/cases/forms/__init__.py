"""Forms of cases. A form that makes a row carries the row's key, so that a double click makes one."""
