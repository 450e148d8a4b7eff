//! The languages of the page.

/// A language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English, which comes with the page.
    #[default]
    English,
    /// Spanish, which comes when it is wanted.
    Spanish,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Language; 2] = [Language::English, Language::Spanish];

    /// Its tag (BCP 47), as `lang` has it.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Spanish => "es",
        }
    }

    /// How it is called by those who speak it.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Spanish => "Español",
        }
    }

    /// The one that a tag names: what stands behind the first hyphen says where it is spoken, and changes nothing here.
    pub fn tagged(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The first of a person's languages, the best liked first, that the page speaks; English where it speaks none.
    pub fn liked<'a>(tags: impl IntoIterator<Item = &'a str>) -> Language {
        tags.into_iter().find_map(Language::tagged).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_a_language_wherever_it_is_spoken() {
        let cases = [
            ("es", Some(Language::Spanish)),
            ("es-MX", Some(Language::Spanish)),
            ("ES_419", Some(Language::Spanish)),
            ("en-GB", Some(Language::English)),
            ("est", None),
            ("", None),
        ];
        for (tag, expected) in cases {
            assert_eq!(Language::tagged(tag), expected, "{tag}");
        }
        assert_eq!(Language::liked(["de", "es-ES", "en"]), Language::Spanish);
        assert_eq!(Language::liked(["de"]), Language::English);
    }
}
