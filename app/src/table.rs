//! Text in columns.

use std::fmt::Write as _;

/// Rows under a heading, each column as wide as its widest cell, the last one free.
pub(crate) fn table<const N: usize>(heading: [&str; N], rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let widest = cells.map(|cell| cell.chars().count()).max().unwrap_or(0);
        widest.max(heading.get(column).map_or(0, |cell| cell.chars().count()))
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = row_text(&heading.map(ToOwned::to_owned), &widths);
    for row in rows {
        text.push('\n');
        text.push_str(&row_text(row, &widths));
    }
    text
}

fn row_text(cells: &[String], widths: &[usize]) -> String {
    let mut text = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        write!(text, "{cell:<width$}  ").unwrap_or_default();
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_line_up_and_lines_have_no_tail() {
        let rows = [
            ["clock".to_owned(), "on".to_owned()],
            ["ü".to_owned(), String::new()],
        ];
        assert_eq!(table(["ID", "STATE"], &rows), "ID     STATE\nclock  on\nü");
    }
}
