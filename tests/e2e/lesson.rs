//! The lesson, as a lecturer gives it with one key, and as a link or a post opens it.

use crate::{
    A_WHILE, PHONE,
    page::{LAPTOP, Page, Scheme},
    story::{CURSOR, wait_until_done},
    webdriver::Result,
};
use serde_json::{Value, json};

/// What each scene is about and where it leaves the cursor.
const SCENES: [(&str, usize); 11] = [
    ("strip", 0),
    ("curves", 100),
    ("strip", 100),
    ("microscope", 100),
    ("curves", 140),
    ("curves", 260),
    ("strip", 260),
    ("answers", 260),
    ("curves", 260),
    ("curves", 260),
    ("scores", 260),
];

const PLACE: &str = "document.querySelector('.lesson .steps span')?.textContent";
const ESCAPE: &str = "\u{E00C}";

fn wait(page: &Page, what: &str, expression: &str) -> Result<()> {
    page.wait_for(what, expression, A_WHILE).map(drop)
}

fn arrived(number: usize, (about, time): (&str, usize)) -> String {
    format!(
        "{PLACE} === '{} / 11' && document.querySelector('.page').dataset.about === '{about}' && {CURSOR} === {time}",
        number + 1
    )
}

#[test]
fn the_whole_lesson_with_one_key() -> Result<()> {
    let page = Page::open("index.html", LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    page.press("l")?;
    let mut verdicts: Vec<(usize, Value, Value)> = Vec::new();
    for (number, scene) in SCENES.into_iter().enumerate() {
        wait(&page, &format!("scene {}", number + 1), &arrived(number, scene))?;
        let hidden = page.value(
            "(() => { const box = e => document.querySelector(e).getBoundingClientRect(), card = box('.lesson');
               const parts = { strip: '.strip', microscope: '.scope', curves: '.curves', answers: '.answers', scores: '.scores' };
               const part = box(parts[document.querySelector('.page').dataset.about]);
               return card.left < part.right && part.left < card.right && card.top < part.bottom && part.top < card.bottom; })()",
        )?;
        assert_eq!(hidden, Value::Bool(false), "scene {}: its card hides what it is about", number + 1);
        // What is counted beneath the words is lab.argument()'s, at the step that is shown.
        let counted = "[...document.querySelectorAll('.lesson [data-statement]')].map(place => [place.dataset.statement, place.textContent])";
        wait(
            &page,
            "the verdicts",
            &format!("{counted}.every(([, text]) => text.endsWith('.') && !text.startsWith('There is no reference'))"),
        )?;
        let counted = page.value(counted)?;
        for verdict in counted.as_array().into_iter().flatten() {
            verdicts.push((number, verdict[0].clone(), verdict[1].clone()));
        }
        page.screenshot(&format!("lesson-{}", number + 1))?;
        page.press(" ")?;
    }
    wait(&page, "the lesson's end", "!document.querySelector('.lesson') && document.activeElement !== document.body")?;
    let said = page.value(
        "await (async () => {
           const { Lab } = await import('./dpop-lab.js'), lab = await Lab.create({ preset: 'smaug' }, { backend: 'cpu' });
           await lab.train('sft');
           await lab.train('preference');
           const all = {};
           for (const [run, step] of [[0, 0], [0, 40], [0, 160], [1, 160]]) {
             const verdicts = await lab.argument({ run, step });
             all[[run, step]] = Object.fromEntries(verdicts.map(({ id, sentence }) => [id, sentence]));
           }
           lab.free();
           return all;
         })()",
    )?;
    let run_and_step = |scene: usize| match scene {
        2 | 3 => "0,0",
        4 => "0,40",
        5 | 6 => "0,160",
        _ => "1,160",
    };
    assert_eq!(verdicts.len(), 11, "{verdicts:?}");
    for (scene, id, sentence) in &verdicts {
        let id = id.as_str().unwrap_or_default();
        assert_eq!(&said[run_and_step(*scene)][id], sentence, "scene {}, {id}", scene + 1);
    }
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_link_opens_a_scene_and_keys_go_on_from_it() -> Result<()> {
    let page = Page::open("index.html?lesson=4", LAPTOP, Scheme::Light)?;
    wait(&page, "the scene", &arrived(3, SCENES[3]))?;
    page.value(
        "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click()",
    )?;
    wait(&page, "its link", "document.querySelector('dialog.share input')?.value.includes('&lesson=4')")?;
    page.value("document.querySelector('dialog.share').close()")?;
    page.press("n")?;
    wait(&page, "the next one", &arrived(4, SCENES[4]))?;
    page.press("bb")?;
    wait(&page, "an earlier one", &arrived(2, SCENES[2]))?;
    // A person who takes the cursor elsewhere keeps it there.
    page.press("b")?;
    page.press(",")?;
    wait(&page, "the lesson to go on", &format!("{PLACE} === '2 / 11'"))?;
    page.press(ESCAPE)?;
    wait(&page, "the end", "!document.querySelector('.lesson')")?;
    page.value("location.hash = 'lesson=99'")?;
    wait(&page, "a sentence", "document.querySelector('.fault')?.textContent.includes('1 to 11')")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn whoever_wants_no_motion_gets_a_scenes_end_at_once() -> Result<()> {
    let page = Page::open("index.html", LAPTOP, Scheme::Light)?;
    page.prefer_stillness()?;
    wait_until_done(&page)?;
    page.press("l")?;
    wait(&page, "the first scene", &arrived(0, SCENES[0]))?;
    page.value(
        "(window.seen = [], new MutationObserver(() => window.seen.push(document.querySelector('.page').dataset.cursor))
           .observe(document.querySelector('.page'), { attributeFilter: ['data-cursor'] }))",
    )?;
    page.press("n")?;
    wait(&page, "the second scene", &arrived(1, SCENES[1]))?;
    assert_eq!(page.value("window.seen")?, json!(["100"]));
    Ok(())
}

#[test]
fn the_lesson_keeps_a_persons_lab() -> Result<()> {
    let page = Page::open("index.html", LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    let pairs = "document.querySelector('[role=tab]').textContent";
    page.value("document.querySelector('.edit').click()")?;
    let delete = "[...document.querySelectorAll('.builder button')].find(button => button.textContent === 'Delete')";
    wait(&page, "the pair's editor", delete)?;
    page.value(&format!("{delete}.click()"))?;
    wait(&page, "a lab of its own", &format!("{pairs}.startsWith('9')"))?;
    page.value("document.activeElement.blur()")?;
    page.press("l")?;
    wait(
        &page,
        "the example",
        &format!("{pairs}.startsWith('10') && document.querySelector('.lesson').textContent.includes('Undo')"),
    )?;
    page.chord('\u{E009}', 'z')?;
    wait(&page, "the lab again", &format!("{pairs}.startsWith('9') && !document.querySelector('.lesson')"))?;
    Ok(())
}

#[test]
fn on_a_phone_and_in_a_figure_the_card_leaves_room() -> Result<()> {
    let page = Page::open("index.html?lesson=4", PHONE, Scheme::Light)?;
    wait(&page, "the scene", &arrived(3, SCENES[3]))?;
    let shown = "(() => { const box = e => document.querySelector(e).getBoundingClientRect(), part = box('.scope'), card = box('.lesson');
                   return part.top >= 0 && card.top - part.top > 200 && card.bottom < innerHeight; })()";
    wait(&page, "the microscope above its card", shown)?;
    page.screenshot("lesson-phone")?;
    page.visit("index.html?embed&panel=headline,strip,curves,time&lesson=1")?;
    wait(&page, "a figure with the lesson", &format!("{PLACE} === '1 / 11'"))?;
    assert_eq!(
        page.value(
            "[getComputedStyle(document.querySelector('.lesson')).position, document.activeElement === document.body]"
        )?,
        json!(["static", true])
    );
    page.screenshot("lesson-figure")?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
