// The site's module as the notebook's widget imports it: `cargo xtask package` bundles this file with all that it imports.

import { DpopLabElement, Lab, LabError, readData } from "dpop-lab";

export { Lab, LabError, readData };
export { provide } from "notebook-files";

/** A link from the figure to the page that it belongs to leads nowhere here: `Lab.share_url` of the package makes one that does. */
const HERE_ALONE = new CSSStyleSheet();
HERE_ALONE.replaceSync(".origin { display: none }");

/**
 * A figure that lives as long as its output. Notebooks take cells that scroll away out of the document and put them back; what was
 * trained and edited in them must outlast that, so that leaving the document is not the end here: `end` is. Beside the events of every
 * figure there is `fault`, whose detail is a sentence that stands in the figure because something went wrong.
 */
export class NotebookFigure extends DpopLabElement {
  #alerts;
  #fault;

  connectedCallback() {
    if (this.#alerts) return;
    super.connectedCallback();
    this.#alerts = new MutationObserver(() => this.#look());
    this.#alerts.observe(this.shadowRoot, { childList: true, subtree: true, characterData: true });
  }

  disconnectedCallback() {}

  /** Everything counts as seen: Python waits for what is trained, whether or not it has scrolled away. */
  checkVisibility() {
    return true;
  }

  end() {
    this.#alerts?.disconnect();
    if (this.#alerts) super.disconnectedCallback();
    this.remove();
  }

  #look() {
    const sheets = this.shadowRoot.adoptedStyleSheets;
    if (!sheets.includes(HERE_ALONE)) this.shadowRoot.adoptedStyleSheets = [...sheets, HERE_ALONE];
    const fault = this.shadowRoot.querySelector(".story [role=alert]")?.textContent;
    if (fault === this.#fault) return;
    this.#fault = fault;
    if (fault) this.dispatchEvent(new CustomEvent("fault", { detail: fault }));
  }
}
