//! Files: text that is pasted, dropped or chosen comes in, and models do; the lab file and the pairs go out.

use super::desk::{Desk, button, doing, fault};
use super::{BuilderProps, say};
use crate::data::field_error::{Code, Fault};
use crate::data::import::{DataContent, DataFile, DataNote, DataRead, DataWish, MOST_BYTES, NoData, Unreadable};
use crate::data::{Edit, FieldError, LabFile, Tokens, jsonl, limits};
use crate::lab::folder::FOREIGN_ENDS;
use crate::lab::{folder, importing, reading};
use crate::page::dom;
use crate::page::send::send;
use crate::parts::part;
use crate::view::offer::{Offer, OfferSource};
use crate::view::request::Take;
use crate::view::sheet::ColumnSheet;
use crate::view::snapshot::Snapshot;
use crate::view::state::{Action, Mode, Origin, PageFace, Tab, book, chrome, document};
use crate::words;
use js_sys::Uint8Array;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList, HtmlInputElement};
use yew::prelude::*;

/// The files.
#[inline(never)]
pub fn files(desk: &Rc<Desk>, props: &BuilderProps) -> Html {
    let preset = props.preset;
    let draft = desk.plain("paste", "");
    let (pasted, act, tokens) = (draft.clone(), desk.act.clone(), desk.spec.dataset.tokens);
    let read = Callback::from(move |_| {
        let (pasted, act) = (pasted.clone(), act.clone());
        wasm_bindgen_futures::spawn_local(async move {
            match data_action(vec![pasted.text().into()], tokens).await {
                Ok(action) => {
                    // What is asked about may still be mended where it was pasted.
                    if !matches!(&action, document::Action::Offer(offer) if offer.asks) {
                        pasted.forget();
                    }
                    act.emit(action.into());
                }
                Err(error) => pasted.refuse(error),
            }
        });
    });
    let act = desk.act.clone();
    let spec = desk.spec.clone();
    let pick = move |event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        if let Some(files) = input.and_then(|input| input.files()).filter(|files| files.length() > 0) {
            read_files(&files, spec.clone(), act.clone(), Teller::Builder);
        }
    };
    let save = |(index, (label, name, kind)): (usize, (&'static str, &'static str, &'static str))| {
        let spec = desk.spec.clone();
        let onclick = Callback::from(move |_| {
            let text = match index {
                0 => spec.to_json(),
                1 => jsonl::export(&spec.dataset.pairs),
                _ => jsonl::export(&spec.dataset.eval_pairs),
            };
            // A browser that makes no blob saves nothing; every one since 2012 does.
            dom::save(&text, name, kind).unwrap_or_default();
        });
        button(label, onclick)
    };
    // The last is of the held-out pairs.
    let downloads = say::DOWNLOADS.len() - usize::from(desk.spec.dataset.eval_pairs.is_empty());
    let name = |run: usize| props.names.get(run).map_or("", String::as_str);
    html! {
        <section aria-label={say::FILES}>
            <h3>{ say::FILES }</h3>
            <p class="muted note">{ say::PASTE }</p>
            { draft.area("paste", say::PASTE) }
            { fault(draft.error.as_ref()) }
            <div class="tools">
                { doing("read", say::READ, read) }
                <label class="pick"><span>{ say::PICK }</span><input type="file" multiple=true accept=".json,.jsonl,.csv,.tsv,.txt,.zip,.safetensors,.bin,.gguf,.tar,.gz,.tgz" onchange={pick} /></label>
                { for say::DOWNLOADS.into_iter().take(downloads).enumerate().map(save) }
                if props.origin == Origin::Edited { { button(say::START_OVER, send(&desk.act, document::Action::Choose(preset).into())) } }
            </div>
            if let Some(name) = props.spec.weights {
                <p class="note" data-weights="">{ say::weights(name) }{ " " }{ button(say::FORGET_WEIGHTS, desk.edit(Edit::ForgetWeights)) }</p>
            }
            <p class="muted note">{ say::TAKE_AWAY }</p>
            <div class="tools">
                { for props.shown.clone().map(|run| taking(Take::Bundle(run), "bundle", &say::take_bundle(name(run)), props)) }
                { for props.shown.clone().map(|run| taking(Take::Weights(run), "weights", &say::take_weights(name(run)), props)) }
                { taking(Take::Csv, "csv", say::TAKE_CSV, props) }
                { taking(Take::JsonLines, "json-lines", say::TAKE_JSON_LINES, props) }
            </div>
        </section>
    }
}

/// A button that saves something of the training.
fn taking(what: Take, name: &'static str, label: &str, props: &BuilderProps) -> Html {
    let take = props.take.clone();
    doing(name, label, Callback::from(move |_| take.emit(what)))
}

/// What data from outside change.
async fn data_action(files: Vec<DataFile>, tokens: Tokens) -> Result<document::Action, FieldError> {
    let wish = DataWish { tokens, ..DataWish::default() };
    let read = match reading::read(files.clone(), wish.clone()).await? {
        DataContent::Lab(file) => return Ok(document::Action::Edit(Edit::Open(file))),
        DataContent::Pairs(read) => *read,
    };
    let sheet = ColumnSheet::new(files.clone(), &read);
    let offer = if read.guess.is_some() {
        let (files, wish) = sheet.asked();
        Offer { asks: true, ..read_offer(files, wish).await? }
    } else {
        offer_of(read, files, wish).await?
    };
    // What is taken at once is not read again.
    let source = offer.asks.then(|| OfferSource::new(sheet));
    Ok(document::Action::Offer(Rc::new(Offer { source, ..offer })))
}

/// Reads the files of an offer again, by the columns that are chosen now; what comes of it is offered, unless others have been chosen by then,
/// or the offer is gone.
pub fn read_again(source: &OfferSource, act: &Callback<Action>) {
    let Some(sheet) = source.get::<ColumnSheet>() else { return };
    let ((files, wish), turn) = (sheet.asked(), sheet.begin());
    let (noted, act) = (source.noted(), act.clone());
    wasm_bindgen_futures::spawn_local(async move {
        let read = read_offer(files, wish).await;
        let is_wanted = |source: &OfferSource| source.get::<ColumnSheet>().is_some_and(|sheet| sheet.is_at(turn));
        let Some(source) = OfferSource::again(&noted).filter(is_wanted) else { return };
        act.emit(match read {
            Ok(offer) => {
                let offer = Offer { asks: true, source: Some(source), ..offer };
                document::Action::Offer(Rc::new(offer)).into()
            }
            Err(error) => document::Action::Refuse(error).into(),
        });
    });
}

/// What is said of files, read as it is wished. A lab file has no rows to be wished for.
async fn read_offer(files: Vec<DataFile>, wish: DataWish) -> Result<Offer, FieldError> {
    match reading::read(files.clone(), wish.clone()).await? {
        DataContent::Pairs(read) => offer_of(*read, files, wish).await,
        DataContent::Lab(_) => Err(FieldError::new("", Fault::of(Unreadable::Text))),
    }
}

/// What is said of data. Where characters are likely what was meant, both readings are offered.
async fn offer_of(read: DataRead, files: Vec<DataFile>, wish: DataWish) -> Result<Offer, FieldError> {
    let several = files.len() > 1;
    let mut characters = None;
    if read.notes.iter().any(|note| matches!(note, DataNote::Inside(_)))
        && let DataContent::Pairs(read) = reading::read(files, DataWish { tokens: Tokens::Characters, ..wish }).await?
    {
        characters = Some(Rc::new(said_of(*read, several, None))).filter(|offer| !offer.pairs.is_empty());
    }
    Ok(said_of(read, several, characters))
}

/// What is said of data, and whether the person is asked before they are taken.
fn said_of(read: DataRead, several: bool, characters: Option<Rc<Offer>>) -> Offer {
    let made_up = |note: &DataNote| {
        matches!(note, DataNote::Paired(_) | DataNote::Many(_) | DataNote::HeldOut(_) | DataNote::Cut(_))
    };
    let asks = several
        || characters.is_some()
        || read.pairs.is_empty()
        || !read.problems.is_empty()
        || read.notes.iter().any(made_up);
    let (notes, problems) =
        (read.notes.iter().map(DataNote::to_string).collect(), words::import::problems(&read.problems));
    let tokens = read.tokens;
    let [pairs, eval_pairs] = [read.pairs, read.eval_pairs].map(|mut pairs| {
        pairs.truncate(limits::PAIRS);
        pairs
    });
    Offer { pairs, eval_pairs, tokens, characters, notes, problems, asks, source: None }
}

/// Where it is told what files are, and asked what is to be done with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Teller {
    /// In the builder, which is there.
    Builder,
    /// In that of the lab's face, which is opened for it.
    Lab,
    /// In a line of a figure that has no builder.
    Notice,
}

impl Teller {
    /// What is done, so that it is told.
    fn tell(self, action: Action) -> Vec<Action> {
        let unasked = match &action {
            Action::Document(document::Action::Refuse(error)) => Some(error.to_string()),
            Action::Document(document::Action::Offer(offer)) if offer.asks => Some(words::import::unasked().to_owned()),
            _ => None,
        };
        match (self, unasked) {
            (Teller::Notice, Some(sentence)) => vec![chrome::Action::Notice(sentence).into()],
            (Teller::Lab, Some(_)) => {
                let face = book::Action::Face(PageFace::Lab).into();
                vec![action, chrome::Action::Present(Mode::Work).into(), face]
            }
            (_, _) => vec![action],
        }
    }
}

/// A listener that takes dropped files. It belongs to the whole page: elsewhere the browser would leave the page and show the file.
pub fn take_dropped(spec: &Snapshot, act: &Callback<Action>, teller: Teller) -> Callback<DragEvent> {
    let (spec, act) = (spec.clone(), act.clone());
    Callback::from(move |event: DragEvent| {
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(files) = files.filter(|files| files.length() > 0) {
            event.prevent_default();
            act.emit(chrome::Action::Show(Tab::Sources).into());
            read_files(&files, spec.clone(), act.clone(), teller);
        }
    })
}

/// What files come to.
pub type Read = fn(Vec<File>, Snapshot) -> Pin<Box<dyn Future<Output = Action>>>;

part! {
    /// What reads files.
    pub fn readers() -> Read = workbench(|files, spec| Box::pin(action_of(files, spec)));
}

/// Reads files that were chosen or dropped: a text, or a model.
pub fn read_files(files: &FileList, spec: Snapshot, act: Callback<Action>, teller: Teller) {
    let files: Vec<File> = (0..files.length()).filter_map(|index| files.get(index)).collect();
    wasm_bindgen_futures::spawn_local(async move {
        let action = match readers().await {
            Ok(read) => read(files, spec).await,
            Err(missing) => refused(missing),
        };
        teller.tell(action).into_iter().for_each(|action| act.emit(action));
    });
}

/// What is too large is not even looked at.
async fn action_of(files: Vec<File>, spec: Snapshot) -> Action {
    // Told by the end of the name, which some systems write large.
    let ends = |name: &str, end: &str| {
        let tail = name.len().checked_sub(end.len()).and_then(|from| name.get(from..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    };
    let model = |file: &File| {
        let own = [".zip", ".safetensors", ".safetensors.index.json", "config.json"];
        let others = FOREIGN_ENDS.iter().map(|(end, _)| *end);
        own.into_iter().chain(others).any(|end| ends(&file.name(), end))
    };
    if files.iter().any(model) {
        model_action(&files, &spec).await
    } else {
        text_action(&files, spec.dataset.tokens).await
    }
}

async fn text_action(files: &[File], tokens: Tokens) -> Action {
    let bytes = files.iter().map(|file| file.size()).sum::<f64>();
    if bytes > MOST_BYTES as f64 {
        return refused(NoData::Large(bytes as usize));
    }
    let mut read = Vec::new();
    for file in files {
        let Ok(buffer) = JsFuture::from(file.array_buffer()).await else { return refused(Unreadable::Text) };
        read.push(DataFile { name: Some(file.name()), bytes: Uint8Array::new(&buffer).to_vec() });
    }
    match data_action(read, tokens).await {
        Ok(action) => action.into(),
        Err(error) => document::Action::Refuse(error).into(),
    }
}

async fn model_action(files: &[File], spec: &LabFile) -> Action {
    if files.iter().map(|file| file.size()).sum::<f64>() > folder::MOST_BYTES as f64 {
        return refused(Unreadable::Model);
    }
    let mut read = Vec::new();
    for file in files {
        let Ok(buffer) = JsFuture::from(file.array_buffer()).await else { return refused(Unreadable::Model) };
        read.push((file.name(), Uint8Array::new(&buffer)));
    }
    match importing::import(read, spec, folder::Into::Packed).await {
        Ok(imported) => {
            let said = words::models::spare_rows(imported.spare);
            document::Action::Import(Box::new(imported), said).into()
        }
        Err(error) => document::Action::Refuse(error).into(),
    }
}

fn refused<T: Code>(fault: T) -> Action {
    document::Action::Refuse(FieldError::new("", Fault::of(fault))).into()
}
