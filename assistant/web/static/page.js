/* What a browser with scripts gets on top of the forms and links: the answer without a new
   page, the source beside it, previews, keys. It asks the same addresses as the forms and
   links do and shows what the server wrote; it writes nothing clinical. */

const keepsCookies = navigator.cookieEnabled;
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const wide = matchMedia("(min-width: 64rem)");

const say = (text) => {
  const said = $("#said");
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = text; });
};

const fragment = async (url, name, options = {}) => {
  const headers = { Accept: "text/html", Fragment: name };
  const response = await fetch(url, { ...options, headers, credentials: "same-origin" });
  return { response, text: response.status === 204 ? "" : await response.text() };
};

/* What the server wrote, as elements that nothing shows yet. */
const parsed = (text) => Object.assign(document.createElement("template"), { innerHTML: text }).content;

let shownPath = location.pathname;

/* Asking ----------------------------------------------------------------------------- */

const trouble = (text) => {
  const box = $("#trouble");
  box.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
  box.hidden = false;
  box.focus();
};

const waiting = (form, is) => {
  form.setAttribute("aria-busy", String(is));
  for (const button of all("button[type=submit]", form)) button.setAttribute("aria-disabled", String(is));
};

/* The answer is put in and shown first, with one layout; what else follows from it waits until
   it is seen, the form of the case included, which comes behind the answer. */
const shownAnswer = (text, response, form) => {
  const [turn, fields = ""] = text.split("<!-- case -->");
  const article = $("article", parsed(turn));
  const place = response.headers.get("Content-Location");
  const [path] = place.split("#");
  const goesOn = path === shownPath;
  const move = () => { if (location.pathname + location.hash !== place) history.pushState(null, "", place); };
  shownPath = path;
  const exchanges = $("#exchanges");
  const old = goesOn && document.getElementById(article.id);
  const isNext = !goesOn || old || article.id === `turn-${exchanges.childElementCount}`;
  if (!isNext) { move(); location.reload(); return; } // asked of in another tab meanwhile
  all(".first-use, .intro, .standing-line, .covering").forEach((part) => part.remove());
  const title = $("h1");
  title.textContent = title.dataset.asked;
  title.className = "unseen";
  $("label[for=question]").textContent = $("#ask").dataset.further;
  $("[data-new]").hidden = false;
  if (form.id === "ask") {
    question.value = "";
    all(".confirm", form).forEach((part) => part.remove());
    warn();
  }
  closeSource(false);
  if (old) old.replaceWith(article);
  else if (goesOn) exchanges.append(article);
  else exchanges.replaceChildren(article);
  $(".finding.is-emergency, .outcome", article).focus({ preventScroll: true });
  article.scrollIntoView({ block: "start" });
  belongsTo(path.split("/")[2]);
  onceSeen(() => {
    move();
    say("Answered.");
    all(".theme [name=back], .settings [name=back]").forEach((back) => { back.value = path; });
    caseInStep($("#case-form", parsed(fields)), form.id === "ask");
  });
};

/* Which conversation the forms go on with; none: they begin a new one. */
const belongsTo = (conversation) => {
  for (const asking of all("form[data-ask]")) {
    const id = $("input[name=conversation]", asking) || asking.insertAdjacentElement("afterbegin",
      Object.assign(document.createElement("input"), { type: "hidden", name: "conversation" }));
    id.value = conversation;
  }
};

/* After the next frame, when the browser has nothing to do; at once where nobody looks. */
const idle = window.requestIdleCallback ?? ((action) => setTimeout(action, 1));
const onceSeen = (action) => (document.hidden ? action() : requestAnimationFrame(() => idle(action, { timeout: 100 })));

/* What was changed in the case and not told yet, as another form asked, stays changed. */
const caseInStep = (fresh, isTold) => {
  const before = $("#case-form");
  if (!fresh || !before) return;
  fresh.open = before.open;
  for (const field of isTold ? [] : all("select, input:not([type=hidden])", before)) {
    const own = field.type === "checkbox" ? "checked" : "value";
    const given = field.options ? $("option[selected]", field)?.value ?? "" : field[own === "checked" ? "defaultChecked" : "defaultValue"];
    const same = all(`[name="${field.name}"]:not([type=hidden])`, fresh).find((one) => own === "value" || one.value === field.value);
    if (same && field[own] !== given) same[own] = field[own];
  }
  before.replaceWith(fresh);
};

/* Whether a form says anything: a question, one fact, or a field of the case that was changed. */
const says = (data) => data.has("value") || String(data.get("question") ?? "").trim() !== ""
  || [...data.keys()].some((key) => key.startsWith("case.") && data.get(key) !== ""
    && String(data.getAll(key)) !== String(data.getAll(key.replace("case.", "was."))));

const ask = async (form, submitter) => {
  if (form.dataset.busy) return;
  const data = new FormData(form);
  if (submitter && submitter.name) data.set(submitter.name, submitter.value);
  if (!says(data)) {
    $("#question").focus();
    say("Write a question first.");
    return;
  }
  form.dataset.busy = "yes";
  const answer = fragment("/ask", "turn", { method: "POST", body: new URLSearchParams(data) });
  waiting(form, true);
  $("#trouble").hidden = true;
  say("Looking in the guideline…");
  const { response, text } = await answer.catch(() => ({}));
  delete form.dataset.busy;
  waiting(form, false);
  if (!response) trouble("The server cannot be reached. Your question is still here.");
  else if (response.ok) shownAnswer(text, response, form);
  else notAnswered(parsed(text), response.status, data);
};

const notAnswered = (page, status, data) => {
  const held = $("#identifiers:not([hidden])", page);
  if (held) { hold(held.textContent); return; }
  if (status === 404 && data.get("conversation")) {
    belongsTo("");
    trouble("This conversation is no longer known here: it was deleted, or the browser's cookies were. Your question is still here; asked again it begins a new conversation, which knows nothing of this one.");
    return;
  }
  const detail = $(".problem", page)?.textContent || $("h1", page)?.textContent || "The server failed.";
  trouble(`${detail} Your question is still here.`);
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-ask]") && $("#ask") && $("#exchanges") && keepsCookies) {
    event.preventDefault();
    ask(form, event.submitter);
  } else if (form.matches("[data-feedback]")) {
    event.preventDefault();
    send(form);
  }
});

const send = async (form) => {
  try {
    const { response } = await fragment(form.action, "feedback", { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!response.ok) throw new Error();
    const summary = $("summary", form.closest("details"));
    form.closest("details").open = false;
    summary.textContent = "Feedback stored, thank you";
    summary.focus();
    say("Feedback stored, thank you.");
  } catch {
    say("The feedback could not be stored.");
    form.submit();
  }
};

if (!wide.matches && $("#case-form")) $("#case-form").open = false;

/* Identifiers ------------------------------------------------------------------------- */

const question = $("#question");
const patterns = JSON.parse(question?.dataset.identifiers || "[]")
  .map(({ kind, pattern, flags }) => ({ kind, found: new RegExp(pattern, flags) }));

const warn = () => {
  const box = $("#identifiers");
  const kinds = [...new Set(patterns.filter(({ found }) => found.test(question.value)).map(({ kind }) => kind))];
  const text = kinds.length ? `This looks like it holds ${kinds.join(", ")}. Take it out if it identifies somebody.` : "";
  if (box.textContent !== text) box.textContent = text;
  box.hidden = !kinds.length;
  if (!kinds.length) all(".confirm").forEach((part) => part.remove());
};

const hold = (text) => {
  const box = $("#identifiers");
  box.textContent = text;
  box.hidden = false;
  if (!$(".confirm")) {
    const label = Object.assign(document.createElement("label"), { className: "confirm" });
    const tick = Object.assign(document.createElement("input"), { type: "checkbox", name: "confirmed", value: "yes" });
    label.append(tick, " It identifies nobody; ask anyway");
    box.after(label);
  }
  $(".confirm input").focus();
};

if (question && patterns.length) {
  let timer;
  question.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(warn, 250); });
}

question?.addEventListener("keydown", (event) => {
  const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches;
  if (sends) { event.preventDefault(); question.form.requestSubmit(); }
});

/* The source beside the answer --------------------------------------------------------- */

const source = $("#source");
let opened = null;

const neighbours = (chip) => {
  const list = all(".chip", chip.closest(".exchange"));
  const seen = list.filter((c, n) => list.findIndex((o) => o.dataset.source === c.dataset.source) === n);
  const at = seen.findIndex((c) => c.dataset.source === chip.dataset.source);
  return { before: seen[at - 1], after: seen[at + 1] };
};

const step = (label, sign, chip) => {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet step", textContent: sign });
  button.setAttribute("aria-label", label);
  if (chip) button.addEventListener("click", () => openSource(chip, opened.origin));
  else button.setAttribute("aria-disabled", "true");
  return button;
};

const showSource = () => {
  if (source.open) source.close();
  document.body.classList.toggle("has-source", wide.matches);
  if (wide.matches) source.show(); else source.showModal();
};

const openSource = async (chip, origin = chip) => {
  hidePreview();
  const { response, text } = await fragment(chip.href, "source").catch(() => ({}));
  if (!response?.ok) { location.assign(chip.href); return; }
  all(".chip[aria-expanded]").forEach((c) => c.removeAttribute("aria-expanded"));
  chip.setAttribute("aria-expanded", "true");
  opened = { chip, origin };
  source.replaceChildren(parsed(text));
  const { before, after } = neighbours(chip);
  $("[data-close]", source).before(step("Previous source", "‹", before), step("Next source", "›", after));
  const title = $("#source-title", source);
  title.textContent = `Source ${chip.dataset.source}`;
  showSource();
  title.focus({ preventScroll: true });
  const cited = $("mark", source);
  if (cited) source.scrollTop = Math.max(0, cited.offsetTop - source.clientHeight / 3);
  if (wide.matches) source.scrollIntoView({ block: "nearest" });
};

const closeSource = (back = true) => {
  if (!source?.open) return;
  source.close();
  document.body.classList.remove("has-source");
  opened?.chip.removeAttribute("aria-expanded");
  if (back) opened?.origin.focus();
  opened = null;
};

source?.addEventListener("cancel", (event) => { event.preventDefault(); closeSource(); });
source?.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]") || event.target === source) closeSource();
});
wide.addEventListener("change", () => { if (source?.open) showSource(); });

/* Preview ------------------------------------------------------------------------------ */

const preview = $("#preview");
let previewTimer;

const hidePreview = () => {
  clearTimeout(previewTimer);
  preview.hidden = true;
  all("[aria-describedby=preview]").forEach((chip) => chip.removeAttribute("aria-describedby"));
};

const showPreview = (chip) => {
  const entry = $(`[data-source-of="${chip.dataset.source}"]`, chip.closest(".exchange"));
  if (!entry || source?.open) return;
  hidePreview();
  preview.replaceChildren($(".where", entry).cloneNode(true), document.createTextNode($("blockquote", entry).textContent));
  preview.hidden = false;
  chip.setAttribute("aria-describedby", "preview");
  const at = chip.getBoundingClientRect();
  const box = preview.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left - 16), innerWidth - box.width - 8);
  const below = at.bottom + box.height + 12 < innerHeight;
  preview.style.left = `${left + scrollX}px`;
  preview.style.top = `${(below ? at.bottom + 6 : at.top - box.height - 6) + scrollY}px`;
};

const later = (action, wait) => { clearTimeout(previewTimer); previewTimer = setTimeout(action, wait); };

document.addEventListener("pointerover", (event) => {
  const chip = event.target.closest?.(".chip");
  if (chip && event.pointerType === "mouse") later(() => showPreview(chip), 250);
  else if (event.target.closest?.("#preview")) clearTimeout(previewTimer);
  else if (!preview.hidden) later(hidePreview, 250);
});
document.addEventListener("focusin", (event) => {
  const chip = event.target.closest(".chip");
  hidePreview();
  if (chip?.matches(":focus-visible")) later(() => showPreview(chip), 400);
});

/* Clicks ------------------------------------------------------------------------------- */

document.addEventListener("click", (event) => {
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const chip = event.target.closest(".chip");
  if (chip && plain && source) { event.preventDefault(); openSource(chip); return; }
  const link = event.target.closest("[data-copy-link]");
  if (link && plain && navigator.clipboard) { event.preventDefault(); copy(link.href, "The link is copied.", link); return; }
  const print = event.target.closest("[data-print]");
  if (print && plain) { event.preventDefault(); window.print(); return; }
  const copied = event.target.closest("[data-copy]");
  if (copied) copy(document.getElementById(copied.dataset.copy).value, "The note is copied.", copied);
});

const copy = async (text, done, control) => {
  const label = control.dataset.label ??= control.textContent;
  try {
    await navigator.clipboard.writeText(text);
    say(done);
    control.textContent = `${label}: copied`;
  } catch {
    say("It could not be copied; select the text and copy it.");
    control.textContent = `${label}: not copied`;
  }
  setTimeout(() => { control.textContent = label; }, 2500);
};

all("[data-copy]").forEach((button) => { button.hidden = !navigator.clipboard; });

/* Display ------------------------------------------------------------------------------ */

const prefer = (values) => fragment("/preferences", "none", { method: "POST", body: new URLSearchParams(values) });

document.addEventListener("submit", (event) => {
  const toggle = event.submitter?.closest("[data-theme-toggle]");
  const notice = event.submitter?.closest("[data-notice]");
  if (toggle) {
    event.preventDefault();
    const root = document.documentElement;
    const isDark = root.dataset.theme === "dark" || (root.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = isDark ? "light" : "dark";
    $("meta[name=color-scheme]").content = root.dataset.theme;
    all(".settings [name=theme]").forEach((one) => { one.checked = one.value === root.dataset.theme; });
    prefer({ theme: root.dataset.theme });
  } else if (notice) {
    event.preventDefault();
    $(".first-use").remove();
    question?.focus();
    prefer({ noticed: "yes" });
  }
});

/* Keys --------------------------------------------------------------------------------- */

const help = $("#shortcuts");
const keys = {
  "/": () => { question ? question.focus() : location.assign("/"); },
  "?": () => help.showModal(),
  n: () => location.assign("/"),
  s: () => { const chip = $(".exchange:last-child .chip"); if (chip) openSource(chip); },
  "[": () => { const { before } = opened ? neighbours(opened.chip) : {}; if (before) openSource(before, opened.origin); },
  "]": () => { const { after } = opened ? neighbours(opened.chip) : {}; if (after) openSource(after, opened.origin); },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) {
    if (!preview.hidden) { hidePreview(); event.preventDefault(); return; }
    if (source?.open && !source.matches(":modal")) { event.preventDefault(); closeSource(); return; }
    const folded = event.target.closest?.(".tools details[open], .fact details[open]");
    if (folded) { folded.open = false; $("summary", folded).focus(); }
    return;
  }
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  if (typing || !plain || document.documentElement.dataset.shortcuts !== "on" || help.open) return;
  const action = keys[event.key];
  if (action) { event.preventDefault(); action(); }
});

/* Unfolds everything for print, also where the style cannot. */
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = all("details:not([open])");
  unfolded.forEach((one) => { one.open = true; });
});
addEventListener("afterprint", () => unfolded.forEach((one) => { one.open = false; }));
addEventListener("popstate", () => { if (location.pathname !== shownPath) location.reload(); });
