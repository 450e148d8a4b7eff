//! The page for teachers (`www/teach`) says what the chapters say, asks what they ask, and its plans add up.
#![cfg(not(target_arch = "wasm32"))]

use dpop_lab::view::chapters::{Chapter, Exercise};
use dpop_lab::words::book;
use std::collections::BTreeSet;

const PLANS: &str = include_str!("../www/teach/index.html");
const HANDOUT: &str = include_str!("../www/teach/handout.html");

#[test]
fn steps_bear_the_chapters_titles_and_ask_their_questions() {
    let rows: Vec<&str> = PLANS.split("<tr class=").skip(1).collect();
    assert_eq!(rows.len(), Chapter::all().len() + 1, "a step for each chapter, and one in the lab");
    for chapter in Chapter::all() {
        let link =
            format!("<a href=\"../?chapter={}\"><span class=\"number\">{}.</span> ", chapter.key(), chapter.number());
        let row = rows.iter().find(|row| row.contains(&link));
        let row = row.unwrap_or_else(|| panic!("no step leads to chapter {}, {}", chapter.number(), chapter.key()));
        let words = chapter.words();
        assert!(row.contains(&format!("</span> {}</a>", words.title)), "{}: {:?}", chapter.key(), words.title);
        if let Some(question) = &words.question {
            assert!(row.contains(question.ask), "{} asks {:?}", chapter.key(), question.ask);
        }
    }
    for exercise in Exercise::ALL {
        let (title, text) = book::exercise(exercise);
        assert!(PLANS.contains(&format!("<h3>{title}</h3>")) && PLANS.contains(text), "{title}: {text}");
    }
}

#[test]
fn links_lead_to_chapters_and_to_places_of_the_page() {
    for page in [PLANS, HANDOUT] {
        for key in page.split("?chapter=").skip(1).filter_map(|rest| rest.split(['"', '#', '&']).next()) {
            assert!(Chapter::all().any(|chapter| chapter.key() == key), "there is no chapter {key:?}");
        }
        let places: BTreeSet<&str> = quoted(page, " id=\"").collect();
        for place in quoted(page, "href=\"#") {
            assert!(places.contains(place), "there is no place {place:?}");
        }
    }
}

#[test]
fn plans_take_the_time_that_they_say() {
    for minutes in [15, 45, 90] {
        let mut end = 0;
        let start = format!("<span class=\"of-{minutes}\"><b>");
        for step in PLANS.split(&start).skip(1) {
            let number = |text: &str| text.parse::<u32>().unwrap_or_else(|_| panic!("{text:?} is no number"));
            let (takes, rest) = step.split_once(" min</b> <span class=\"from\">").expect("a time");
            let (from, to) = rest.split_once("</span>").and_then(|(span, _)| span.split_once('–')).expect("a span");
            assert_eq!([number(from), number(to)], [end, end + number(takes)], "in {minutes} minutes");
            end = number(to);
        }
        assert_eq!(end, minutes);
    }
}

/// What stands between each of these beginnings and the next quote.
fn quoted<'a>(page: &'a str, beginning: &'a str) -> impl Iterator<Item = &'a str> {
    page.split(beginning).skip(1).filter_map(|rest| rest.split('"').next())
}
