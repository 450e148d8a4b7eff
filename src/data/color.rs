//! The colours that a run can have, by name: told apart by everyone who tells colours apart at all, and by their darkness by the rest
//! (after Okabe and Ito). Which shade each has depends on the theme, so it stands in the style sheet, in this order.

/// A run's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// The usual one of the first DPO.
    Vermilion,
    /// The usual one of the first DPOP.
    Blue,
    /// A bluish green.
    Green,
    /// A reddish purple.
    Plum,
    /// A dark yellow.
    Ochre,
    /// A greyish blue.
    Slate,
    /// A greenish blue.
    Teal,
    /// The colour of the text.
    Ink,
}

impl Color {
    /// Every colour with its name in the lab file.
    pub const NAMES: [(&'static str, Color); 8] = [
        ("vermilion", Color::Vermilion),
        ("blue", Color::Blue),
        ("green", Color::Green),
        ("plum", Color::Plum),
        ("ochre", Color::Ochre),
        ("slate", Color::Slate),
        ("teal", Color::Teal),
        ("ink", Color::Ink),
    ];

    /// Its place among [`Color::NAMES`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// The name in the lab file.
    pub fn name(self) -> &'static str {
        Color::NAMES.get(self.index()).map_or("", |(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_colour_is_at_its_place() {
        for (index, (name, color)) in Color::NAMES.into_iter().enumerate() {
            assert_eq!((color.index(), color.name()), (index, name));
        }
    }
}
