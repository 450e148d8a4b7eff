//! The argument's face: chapter by chapter by keyboard alone and by touch, as links, embeds and the browser's Back open it, and to the lab and back.

use crate::{
    A_WHILE, PHONE,
    access::{axe, violations},
    page::{LAB, LAPTOP, Page, Scheme, Size},
    story::{CURSOR, wait_until_done},
    webdriver::Result,
};
use serde_json::{Value, json};

/// Every chapter: its key, where it leaves the cursor (steps of both phases), and whether it asks.
const CHAPTERS: [(&str, usize, Asks); 19] = [
    ("pair", 0, Asks::Yes),
    ("reference", 100, Asks::Yes),
    ("loss", 100, Asks::Yes),
    ("fall", 140, Asks::Yes),
    ("usual", 260, Asks::Yes),
    ("apart", 100, Asks::Yes),
    ("difference", 100, Asks::No),
    ("after", 100, Asks::Yes),
    ("premise", 100, Asks::Yes),
    ("surprise", 260, Asks::Yes),
    ("weights", 260, Asks::Yes),
    ("mass", 260, Asks::Yes),
    ("dpop", 260, Asks::Yes),
    ("hinge", 260, Asks::Yes),
    ("cases", 105, Asks::No),
    ("lambda", 100, Asks::No),
    ("forms", 260, Asks::No),
    ("dispute", 260, Asks::Yes),
    ("now", 260, Asks::No),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    Yes,
    No,
}

/// The lowest window that the argument is made for, in which nothing scrolls.
const LOW: Size = Size { width: 1280, height: 720 };

/// The chapter that is open.
const OPEN: &str = "document.querySelector('.book[data-chapter]')?.dataset.chapter";

/// What is counted on it.
const COUNTED: &str = "[...document.querySelectorAll('.book [data-statement]')].map(place => [place.dataset.statement, place.textContent])";

/// What the run answers.
const TOLD: &str = "document.querySelector('.told span')?.textContent";

fn wait(page: &Page, what: &str, expression: &str) -> Result<()> {
    page.wait_for(what, expression, A_WHILE).map(drop)
}

fn wait_for_chapter(page: &Page, key: &str) -> Result<()> {
    wait(page, &format!("chapter {key}"), &format!("{OPEN} === '{key}'"))
}

/// Waits for what the run says to the chapter, once it is asked, and for what is counted.
fn wait_for_answers(page: &Page, key: &str, end: usize, asks: Asks) -> Result<()> {
    wait(page, &format!("{key} at its end"), &format!("{CURSOR} === {end}"))?;
    if asks == Asks::Yes {
        let told = format!("/[0-9].*\\.$/.test({TOLD})");
        wait(page, &format!("{key}'s answer"), &told)?;
    }
    let settled = "[...document.querySelectorAll('.book [data-statement]')].every(place => place.dataset.counted && /\\.$/.test(place.textContent))";
    wait(page, &format!("what is counted in {key}"), settled)
}

#[test]
fn every_chapter_by_keyboard_alone() -> Result<()> {
    let page = Page::open("index.html?backend=cpu", LOW, Scheme::Light)?;
    // What is counted is lab.argument()'s, of that run at that step.
    for (key, id, [said, expected]) in walk(&page, "en")? {
        assert_eq!(said, expected, "{key}, {id}");
    }
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn every_chapter_in_spanish_says_the_same_numbers() -> Result<()> {
    let page = Page::open_with("index.html?backend=cpu&lang=es", LOW, Scheme::Light, &axe()?)?;
    for (key, id, both) in walk(&page, "es")? {
        let [said, expected] = both.each_ref().map(|text| numbers(text));
        assert_eq!(said, expected, "{key}, {id}: {both:?}");
        assert_ne!(both[0], both[1], "{key}, {id}: another language");
    }
    assert_eq!(page.value("document.documentElement.lang")?, json!("es"));
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// The numbers in a sentence, the smallest first: their order is the language's.
fn numbers(text: &str) -> Vec<String> {
    let mut numbers: Vec<String> = text
        .split(|sign: char| !sign.is_ascii_digit() && sign != '.')
        .map(|number| number.trim_matches('.').to_owned())
        .filter(|number| !number.is_empty())
        .collect();
    numbers.sort();
    numbers
}

/// Reads all chapters by keyboard, looks at each in its end, and gives what each says of each statement beside what `lab.argument()` says.
fn walk(page: &Page, language: &str) -> Result<Vec<(String, String, [String; 2])>> {
    page.prefer_stillness()?;
    let mut counted: Vec<(String, Value)> = Vec::new();
    for (number, (key, end, asks)) in CHAPTERS.into_iter().enumerate() {
        wait_for_chapter(page, key)?;
        let bare = page.value("document.querySelectorAll('.question:not([data-answered])').length")?;
        assert_eq!(bare, json!(usize::from(asks == Asks::Yes)), "{key}: whether it asks");
        if asks == Asks::Yes {
            assert_eq!(
                page.value(&format!("{COUNTED}.length"))?,
                json!(0),
                "{key}: nothing is counted before the answer"
            );
            page.press(" ")?;
        }
        wait_for_answers(page, key, end, asks)?;
        // What the stage shows is there to be seen: a picture has room, and something on it.
        let blank = "[...document.querySelectorAll('.curves:not([hidden]) .figure:not([hidden])')].filter(figure => {
                         const picture = figure.querySelector('[data-layer=picture]'), { height } = figure.getBoundingClientRect();
                         const seen = height > 120 && picture.width > 300 && ['ground', 'picture'].some(layer => {
                           const small = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
                           small.drawImage(figure.querySelector(`[data-layer=${layer}]`), 0, 0, 300, 150);
                           return small.getImageData(0, 0, 300, 150).data.some(value => value !== 0);
                         });
                         return !seen;
                       }).length";
        wait(page, &format!("the picture of {key}"), &format!("{blank} === 0"))?;
        let seen = page.value(
            "(() => {
               const root = document.documentElement, book = document.querySelector('.book');
               const sizes = [...document.querySelectorAll('.page *')]
                 .filter(e => e.getClientRects().length && !e.closest('.hidden, [data-hidden]') && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
                 .map(e => parseFloat(getComputedStyle(e).fontSize));
               // A formula is one piece, whatever it is made of.
               const glyphs = [...document.querySelectorAll('.book math *')].filter(e => !e.children.length && e.textContent.trim());
               return { scrolls: [root.scrollHeight - root.clientHeight, root.scrollWidth - root.clientWidth, book.scrollHeight - book.clientHeight],
                        least: Math.min(...sizes), pieces: sizes.length - glyphs.length + document.querySelectorAll('.book math').length, open: document.querySelectorAll('[aria-current]').length };
             })()",
        )?;
        println!("    {key}: {seen}");
        let scrolls: Vec<f64> = seen["scrolls"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        assert!(scrolls.iter().all(|over| *over <= 0.0), "{key} scrolls at 1280×720: {seen}");
        assert!(seen["least"].as_f64().is_some_and(|least| least >= 13.0), "{key} has text under 13 px: {seen}");
        assert!(number > 0 || seen["pieces"].as_u64().is_some_and(|pieces| pieces <= 60), "the first screen: {seen}");
        for verdict in page.value(COUNTED)?.as_array().into_iter().flatten() {
            counted.push((key.to_owned(), verdict.clone()));
        }
        if language != "en" {
            assert_eq!(violations(page)?, Vec::<String>::new(), "{key}: what axe-core finds");
        }
        page.screenshot(&format!("chapter-{key}-{language}"))?;
        page.press(" ")?;
    }
    let said = page.value(
        "await (async () => {
           const { Lab } = await import('./dpop-lab.js'), all = {};
           for (const preset of ['smaug', 'penalties', 'far-apart']) {
             const lab = await Lab.create({ preset }, { backend: 'cpu' });
             await lab.train('sft');
             await lab.train('preference');
             for (const [run, step] of [[0, 0], [0, 40], [0, 160], [1, 0], [1, 5], [1, 160]]) {
               const verdicts = await lab.argument({ run, step });
               all[[preset, run, step]] = Object.fromEntries(verdicts.map(({ id, sentence }) => [id, sentence]));
             }
             lab.free();
           }
           return all;
         })()",
    )?;
    assert!(counted.len() >= 19, "{counted:?}");
    let mut both = Vec::new();
    for (key, verdict) in &counted {
        let place = match key.as_str() {
            "loss" | "apart" | "difference" | "after" | "premise" => "smaug,0,0",
            "fall" => "smaug,0,40",
            "cases" => "smaug,1,5",
            "lambda" => "smaug,1,0",
            "dpop" => "smaug,1,160",
            "forms" => "penalties,1,160",
            "dispute" => "far-apart,0,160",
            _ => "smaug,0,160",
        };
        let id = verdict[0].as_str().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        both.push((key.clone(), id.to_owned(), [&verdict[1], &said[place][id]].map(text)));
    }
    Ok(both)
}

#[test]
fn nothing_scrolls_in_the_hall() -> Result<()> {
    let page = Page::open("index.html?backend=cpu&chapter=pair", Size { width: 1920, height: 1080 }, Scheme::Dark)?;
    page.prefer_stillness()?;
    let presents = "'present' in document.documentElement.dataset";
    let over =
        "[document.documentElement, document.querySelector('.book')].map(box => box.scrollHeight - box.clientHeight)";
    for (key, _, asks) in CHAPTERS {
        page.visit(&format!("index.html?backend=cpu&chapter={key}"))?;
        wait_for_chapter(&page, key)?;
        wait_until_done(&page)?;
        if page.value(presents)? == json!(false) {
            page.press("p")?;
        }
        wait(&page, "the presentation", presents)?;
        assert_eq!(page.value(over)?, json!([0, 0]), "{key} scrolls");
        if asks == Asks::Yes {
            page.press(" ")?;
            wait(&page, "the answer", "document.querySelector('.question[data-answered]') !== null")?;
            assert_eq!(page.value(over)?, json!([0, 0]), "{key} scrolls once its question is answered");
        }
    }
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn another_language_comes_when_it_is_asked_for_and_stays() -> Result<()> {
    let page = Page::open("index.html?backend=cpu&chapter=fall", LAPTOP, Scheme::Light)?;
    page.prefer_stillness()?;
    wait_for_chapter(&page, "fall")?;
    wait_until_done(&page)?;
    page.press(" ")?;
    wait_for_answers(&page, "fall", 140, Asks::Yes)?;
    let spoken = "[document.documentElement.lang, document.querySelector('.page').lang, document.querySelector('.turn .main').textContent]";
    let english = page.value(spoken)?;
    let digest = page.value("document.querySelector('.page').dataset.digest ?? null")?;
    let has_come = "performance.getEntriesByType('resource').some(({ name }) => /part-spanish/.test(name))";
    assert_eq!(page.value(has_come)?, json!(false), "nobody who has not asked pays for it");
    page.value("document.querySelector('header .language').click()")?;
    wait(&page, "Spanish", &format!("{spoken}.every((said, i) => said !== {english}[i])"))?;
    assert_eq!(page.value(has_come)?, json!(true));
    // The same place, the same answers, and nothing was trained again.
    wait_for_answers(&page, "fall", 140, Asks::Yes)?;
    assert_eq!(page.value("document.querySelector('.page').dataset.digest ?? null")?, digest);
    // In the lab what is not translated says in which language it is.
    page.press("l")?;
    wait(
        &page,
        "the lab",
        "document.querySelector('.builder')?.lang === 'en' && document.querySelector('.page').lang === 'es'",
    )?;
    page.press("l")?;
    wait_for_chapter(&page, "fall")?;
    page.reload()?;
    wait(
        &page,
        "Spanish, as it was left",
        "document.documentElement.lang === 'es' && document.querySelector('.turn .main') !== null",
    )?;
    page.value("document.querySelector('header .language').click()")?;
    wait(&page, "English again", &format!("JSON.stringify({spoken}) === JSON.stringify({english})"))?;
    // A link names its language, and a figure is in that of the text around it.
    page.visit("index.html?chapter=pair&lang=es-MX")?;
    wait(&page, "Spanish by a link", "document.querySelector('.page')?.lang === 'es'")?;
    page.value("document.querySelector('header .language').click()")?;
    wait(&page, "the address in English", "location.search.includes('lang=en')")?;
    page.value(
        "(async () => {
           await import('./dpop-lab.js');
           document.body.innerHTML = '<div lang=es><dpop-lab id=a chapter=premise show=formula,text></dpop-lab></div><dpop-lab id=b chapter=premise show=formula,text></dpop-lab>';
         })()",
    )?;
    let texts = "['a', 'b'].map(id => document.getElementById(id).shadowRoot?.querySelector('.book .prose')?.textContent ?? '')";
    wait(&page, "both figures", &format!("{texts}.every(text => text)"))?;
    wait(&page, "each in its language", &format!("(([a, b]) => a !== b)({texts})"))?;
    Ok(())
}

#[test]
fn a_verdict_leads_to_the_places_where_it_does_not_hold() -> Result<()> {
    let page = Page::open("index.html?backend=cpu&chapter=premise", LOW, Scheme::Light)?;
    page.prefer_stillness()?;
    wait_for_chapter(&page, "premise")?;
    wait_until_done(&page)?;
    page.press(" ")?;
    wait_for_answers(&page, "premise", 100, Asks::Yes)?;
    let way = "document.querySelector('.verdicts [data-statement=premise-right] ~ .exception:not([hidden])')";
    wait(&page, "a way to an exception", &format!("{way} !== null"))?;
    // Each time another one, in the order in which `lab.argument()` names them: the preferred answer and the position.
    let looked = "[[...document.querySelector('.strip .tokens').querySelectorAll('label')].map(label => label.textContent.trim()).slice(0, -1).join(' '),
                   +document.querySelector('.strip .tokens input:checked').id.split('-')[1]]";
    let mut seen = vec![page.value(looked)?];
    for _ in 0..3 {
        page.value(&format!("{way}.focus()"))?;
        page.press("\u{E007}")?;
        let before = seen.last().ok_or("a place")?;
        wait(&page, "another place", &format!("JSON.stringify({looked}) !== JSON.stringify({before})"))?;
        seen.push(page.value(looked)?);
    }
    let named = page.value(
        "await (async () => {
           const { Lab } = await import('./dpop-lab.js');
           const lab = await Lab.create({ preset: 'smaug' }, { backend: 'cpu' });
           await lab.train('sft');
           await lab.train('preference', 1);
           const { exceptions } = (await lab.argument({ run: 0, step: 0 })).find(({ id }) => id === 'premise-right');
           const { pairs } = lab.spec().dataset;
           lab.free();
           return exceptions.map(({ pair, token }) => [pairs[pair].chosen, token]);
         })()",
    )?;
    let named = named.as_array().ok_or("exceptions")?;
    let from = named.iter().position(|place| *place == seen[1]).ok_or(format!("{} among {named:?}", seen[1]))?;
    let expected: Vec<&Value> = named.iter().cycle().skip(from).take(3).collect();
    assert_eq!(seen[1..].iter().collect::<Vec<_>>(), expected);
    Ok(())
}

#[test]
fn a_guess_is_told_from_the_answer_and_the_next_key_goes_on() -> Result<()> {
    let page = Page::open("index.html?backend=cpu&chapter=fall", LAPTOP, Scheme::Light)?;
    page.prefer_stillness()?;
    wait_for_chapter(&page, "fall")?;
    wait_until_done(&page)?;
    // Before the answer the future is not shown.
    wait(&page, "the reference", &format!("{CURSOR} === 100"))?;
    page.value("document.querySelector('.question li button').click()")?;
    wait_for_answers(&page, "fall", 140, Asks::Yes)?;
    let marks = page.value("[...document.querySelectorAll('.question li')].map(choice => [choice.dataset.right, 'chosen' in choice.dataset])")?;
    assert_eq!(marks, json!([["no", true], ["yes", false], ["no", false]]));
    let told = page.value(TOLD)?;
    assert!(told.as_str().is_some_and(|told| told.starts_with("No.")), "{told}");
    page.press(" ")?;
    wait_for_chapter(&page, "usual")?;
    page.press("b")?;
    wait_for_chapter(&page, "fall")?;
    wait(&page, "what was said", "document.querySelector('.question[data-answered] [data-chosen]') !== null")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn both_faces_show_the_same_place_and_the_address_follows() -> Result<()> {
    let page = Page::open("index.html?backend=cpu", LAPTOP, Scheme::Light)?;
    page.prefer_stillness()?;
    wait_for_chapter(&page, "pair")?;
    for key in ["reference", "loss"] {
        page.value("document.querySelector('.contents [aria-current]').closest('li').nextElementSibling.firstElementChild.click()")?;
        wait_for_chapter(&page, key)?;
        wait(&page, "its address", &format!("location.search === '?backend=cpu&chapter={key}'"))?;
    }
    page.value("history.back()")?;
    wait_for_chapter(&page, "reference")?;
    page.value("history.back()")?;
    wait_for_chapter(&page, "pair")?;
    page.value("history.forward()")?;
    wait_for_chapter(&page, "reference")?;
    page.visit("index.html?backend=cpu&chapter=after")?;
    wait_for_chapter(&page, "after")?;
    wait_until_done(&page)?;
    page.press("l")?;
    wait(
        &page,
        "the lab",
        "document.querySelector('.scores li') && document.querySelector('.builder') && !document.querySelector('.book')",
    )?;
    wait(
        &page,
        "the same step and token",
        &format!("{CURSOR} === 100 && document.querySelector('#position-11').checked"),
    )?;
    wait(&page, "its address", "location.search === '?backend=cpu&face=lab'")?;
    page.press("l")?;
    wait_for_chapter(&page, "after")?;
    wait(&page, "the same step", &format!("{CURSOR} === 100"))?;
    page.reload()?;
    wait_for_chapter(&page, "after")?;
    page.value("location.hash = 'chapter=99'")?;
    wait(&page, "a sentence", "document.querySelector('.fault')?.textContent.includes('premise')")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_sign_bug_is_trained_and_named() -> Result<()> {
    let page = Page::open("index.html?backend=cpu&chapter=forms", LOW, Scheme::Light)?;
    page.prefer_stillness()?;
    wait_for_chapter(&page, "forms")?;
    let said = "document.querySelector('[data-exercise=sign-bug] .progress')?.textContent";
    wait(&page, "that no run has it", &format!("{said} === 'No run of this lab has it.'"))?;
    page.value("document.querySelector('.trial button').focus()")?;
    page.press("\u{E007}")?;
    wait(&page, "two runs to choose from", "document.querySelectorAll('.trial [aria-pressed=false]').length === 2")?;
    wait(&page, "the training", &format!("{said} === 'Trained. Which one is it?'"))?;
    assert_eq!(
        page.value("document.querySelector('.page').textContent.includes('wrong-sign')")?,
        json!(false),
        "nothing says which one it is"
    );
    let fits = "(() => { const root = document.documentElement, book = document.querySelector('.book'); return root.scrollHeight <= root.clientHeight && book.scrollHeight <= book.clientHeight; })()";
    assert_eq!(page.value(fits)?, json!(true), "the exercise scrolls at 1280×720");
    page.screenshot("sign-bug")?;
    page.value("document.querySelectorAll('.trial button')[1].click()")?;
    wait(
        &page,
        "what the other one shows",
        &format!("{said}.startsWith('Not this one: its preferred answers end at +0.')"),
    )?;
    page.value("document.querySelectorAll('.trial button')[0].click()")?;
    wait(
        &page,
        "what gives it away",
        &format!("/^Done: .* nats in the mean, its loss at −.* is below 0\\.$/.test({said})"),
    )?;
    // Reading on leaves its runs behind.
    page.value("document.querySelector('.turn .main').click()")?;
    wait_for_chapter(&page, "dispute")?;
    wait(&page, "its own example", "!document.querySelector('.own')")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn one_picture_is_that_of_the_network_or_of_one_shared_logit_vector() -> Result<()> {
    let page = Page::open("index.html?backend=cpu&chapter=surprise", LOW, Scheme::Light)?;
    page.prefer_stillness()?;
    for (key, end, cursor) in [("surprise", Asks::Yes, 260), ("weights", Asks::Yes, 260)] {
        page.visit(&format!("index.html?backend=cpu&chapter={key}"))?;
        page.prefer_stillness()?;
        wait_for_chapter(&page, key)?;
        if end == Asks::Yes {
            page.press(" ")?;
        }
        wait_for_answers(&page, key, cursor, end)?;
        let places = "JSON.stringify([...document.querySelectorAll('.switch, .switch button, .agreement, .figure, .figure-note, .book')].map(e => { const { x, y, width, height } = e.getBoundingClientRect(); return [x, y, width, height]; }))";
        let picture = "document.querySelector('[data-layer=picture]').toDataURL() + document.querySelector('.figure-note').textContent";
        let said = "document.querySelector('.agreement').textContent";
        wait(
            &page,
            "what is said",
            &format!("/^Both go the same way under DPOP? at [0-9]+ of [0-9]+ tokens/.test({said})"),
        )?;
        let pressed = "[...document.querySelectorAll('.switch button')].map(button => button.ariaPressed).join()";
        assert_eq!(page.value(pressed)?, json!("true,false"), "{key}");
        let high = page.value("Math.min(...[...document.querySelectorAll('.switch button')].map(button => button.getBoundingClientRect().height))")?;
        assert!(high.as_f64() >= Some(24.0), "{key}: {high}");
        let (before, sentence, at) = (page.value(picture)?, page.value(said)?, page.value(places)?);
        page.value("document.querySelectorAll('.switch button')[1].focus()")?;
        page.press("\u{E007}")?;
        wait(&page, "the other side", &format!("{pressed} === 'false,true'"))?;
        let other = format!("({picture}) !== {before}");
        wait(&page, "another picture", &other)?;
        assert_eq!((page.value(said)?, page.value(places)?), (sentence, at), "{key}: nothing moves");
        println!("    {key}: {}", page.value(said)?);
        page.screenshot(&format!("shared-{key}"))?;
        page.value("document.querySelectorAll('.switch button')[0].click()")?;
        wait(&page, "the network's picture again", &format!("({picture}) === {before}"))?;
        let fits = "(() => { const root = document.documentElement, book = document.querySelector('.book'); return [root.scrollHeight - root.clientHeight, book.scrollHeight - book.clientHeight].every(over => over <= 0); })()";
        assert_eq!(page.value(fits)?, json!(true), "{key} scrolls at 1280×720");
    }
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_symbol_marks_what_it_names_on_the_picture() -> Result<()> {
    let page = Page::open("index.html?backend=cpu&chapter=dpop", LOW, Scheme::Light)?;
    page.prefer_stillness()?;
    wait_for_chapter(&page, "dpop")?;
    page.press(" ")?;
    wait_for_answers(&page, "dpop", 260, Asks::Yes)?;
    let picture = "document.querySelector('[data-layer=picture]').toDataURL()";
    let usual = page.value(picture)?;
    let mut seen = vec![usual.clone()];
    for symbol in ["chosen", "reference"] {
        page.value(&format!("document.querySelector('.symbols [data-symbol={symbol}]').focus()"))?;
        wait(
            &page,
            "that it is pointed at",
            &format!("document.querySelector('.page').dataset.points === '{symbol}'"),
        )?;
        wait(
            &page,
            "another picture",
            &format!("![{}].includes({picture})", seen.iter().map(Value::to_string).collect::<Vec<_>>().join(",")),
        )?;
        seen.push(page.value(picture)?);
        page.screenshot(&format!("points-{symbol}"))?;
    }
    page.value("document.activeElement.blur()")?;
    wait(&page, "the picture as it was", &format!("{picture} === {usual}"))?;
    assert_eq!(page.value("document.querySelector('.page').dataset.points ?? null")?, Value::Null);
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn links_and_the_links_of_earlier_pages_open_chapters() -> Result<()> {
    let page = Page::open("index.html?lesson=4", LAPTOP, Scheme::Light)?;
    wait_for_chapter(&page, "after")?;
    page.value(
        "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click()",
    )?;
    wait(&page, "its link", "document.querySelector('dialog.share input')?.value.includes('&chapter=after')")?;
    page.value("document.querySelector('dialog.share').close()")?;
    // A link to a lab is for the lab's face, as it always was.
    page.visit("index.html#v=1&preset=yes-no")?;
    wait(
        &page,
        "the lab",
        "document.querySelector('.scores li') && document.querySelector('.page').dataset.face === 'lab'",
    )?;
    page.visit("index.html?chapter=surprise#v=1&preset=betas")?;
    wait_for_chapter(&page, "surprise")?;
    wait(&page, "that it is told on another lab", "document.querySelector('.own') !== null")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_argument_is_told_on_a_persons_own_lab() -> Result<()> {
    let page = Page::open(LAB, LAPTOP, Scheme::Light)?;
    page.prefer_stillness()?;
    wait_until_done(&page)?;
    let pairs = "document.querySelector('[role=tab]')?.textContent";
    page.value("document.querySelector('.edit').click()")?;
    let delete = "[...document.querySelectorAll('.builder button')].find(button => button.textContent === 'Delete')";
    wait(&page, "the pair's editor", delete)?;
    page.value(&format!("{delete}.click()"))?;
    wait(&page, "a lab of its own", &format!("{pairs}.startsWith('9')"))?;
    wait_until_done(&page)?;
    page.value("document.activeElement.blur()")?;
    page.press("l")?;
    wait_for_chapter(&page, "pair")?;
    wait(&page, "that it says so", "document.querySelector('.own') !== null")?;
    page.value("document.querySelectorAll('.contents ol button')[5].click()")?;
    wait_for_chapter(&page, "apart")?;
    page.press(" ")?;
    wait(&page, "the own pairs", &format!("{COUNTED}.some(([, text]) => text.startsWith('All 9 pairs'))"))?;
    page.press("l")?;
    wait(&page, "the lab again", &format!("{pairs}?.startsWith('9')"))?;
    page.press("l")?;
    wait_for_chapter(&page, "apart")?;
    page.value("document.querySelector('.own button').click()")?;
    wait(&page, "the example", "document.querySelector('.book') && !document.querySelector('.own')")?;
    page.press("l")?;
    wait(&page, "its pairs", &format!("{pairs}?.startsWith('10')"))?;
    page.chord('\u{E009}', 'z')?;
    wait(&page, "the own lab, by undo", &format!("{pairs}?.startsWith('9')"))?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

/// Its table grows when the runs' rows come, and the token stays in sight.
#[test]
fn the_token_that_a_chapter_is_about_is_seen_on_a_phone() -> Result<()> {
    for key in ["difference", "after", "lambda"] {
        let page = Page::open(&format!("index.html?backend=cpu&chapter={key}"), PHONE, Scheme::Light)?;
        wait_until_done(&page)?;
        let seen = "(() => {
            const [place, token] = ['.strip .scroll', '.strip td[data-at]'].map(what => document.querySelector(what).getBoundingClientRect());
            return place.width > 0 && token.left >= place.left && token.right <= place.right;
        })()";
        wait(&page, &format!("the token of {key}"), seen)?;
    }
    Ok(())
}

#[test]
fn by_touch_on_a_phone_and_in_a_figure() -> Result<()> {
    let page = Page::open("index.html?backend=cpu&chapter=surprise", PHONE, Scheme::Light)?;
    page.prefer_stillness()?;
    wait_for_chapter(&page, "surprise")?;
    let touch = |selector: &str| {
        page.value(&format!("document.querySelector('{selector}').scrollIntoView({{ block: 'center' }})"))?;
        page.click(selector)
    };
    touch(".question li button")?;
    wait_for_answers(&page, "surprise", 260, Asks::Yes)?;
    let stays = "(() => { document.querySelector('.verdicts').scrollIntoView(); const stage = document.querySelector('.right').getBoundingClientRect();
                  return stage.top >= -1 && stage.top < 2 && document.documentElement.scrollWidth <= innerWidth; })()";
    wait(&page, "the stage above the text", stays)?;
    page.screenshot("chapter-phone")?;
    touch(".turn .main")?;
    wait_for_chapter(&page, "weights")?;
    page.visit("index.html?embed&chapter=premise&backend=cpu")?;
    wait_for_chapter(&page, "premise")?;
    assert_eq!(
        page.value("[document.querySelector('header') === null, document.activeElement === document.body]")?,
        json!([true, true])
    );
    touch(".told button")?;
    wait_for_answers(&page, "premise", 100, Asks::Yes)?;
    page.screenshot("chapter-figure")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn whoever_wants_no_motion_gets_a_chapters_end_at_once() -> Result<()> {
    let page = Page::open("index.html?backend=cpu&chapter=fall", LAPTOP, Scheme::Light)?;
    page.prefer_stillness()?;
    wait_for_chapter(&page, "fall")?;
    wait_until_done(&page)?;
    page.value(
        "(window.seen = [], new MutationObserver(() => window.seen.push(document.querySelector('.page').dataset.cursor))
           .observe(document.querySelector('.page'), { attributeFilter: ['data-cursor'] }))",
    )?;
    page.press(" ")?;
    wait(&page, "the chapter's end", &format!("{CURSOR} === 140"))?;
    assert_eq!(page.value("window.seen")?, json!(["140"]));
    Ok(())
}
