//! From a path to its field.

use crate::form::{Field, FieldKind, FilesShape, Form, Step};

impl Form {
    /// The field at a path; `None` for what no field shows. Of several shapes the first that has it.
    pub fn field(&self, path: &[Step]) -> Option<&Field> {
        let (Step::Key(key), rest) = path.split_first()? else {
            return None;
        };
        named(&self.fields, key)?.inner(rest)
    }
}

impl Field {
    /// The field at a path from here down.
    pub fn inner(&self, path: &[Step]) -> Option<&Self> {
        let Some((step, rest)) = path.split_first() else {
            return Some(self);
        };
        let next = match (&self.kind, step) {
            (FieldKind::Group(group) | FieldKind::Schedule(group), Step::Key(key)) => {
                named(&group.fields, key).or_else(|| group.other(key))
            }
            (FieldKind::List(list), Step::Index(_)) => Some(&*list.entry),
            (FieldKind::Table(table), Step::Index(_)) => Some(&*table.row),
            (FieldKind::Files(files), step) => match (&files.shape, step) {
                (FilesShape::Object(group), Step::Key(key)) => named(&group.fields, key),
                (FilesShape::Objects(entry), Step::Index(_)) => Some(&**entry),
                (_, _) => None,
            },
            (FieldKind::Shapes(shapes), _) => {
                return shapes.iter().find_map(|shape| shape.inner(path));
            }
            (_, _) => None,
        };
        next?.inner(rest)
    }
}

fn named<'a>(fields: &'a [Field], key: &str) -> Option<&'a Field> {
    fields.iter().find(|field| field.key == key)
}
