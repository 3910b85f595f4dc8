// A proofer's marks: which sentence is wrong, where it stands in the book and in the script, and why.

const marks = {
  all: [], line: null, resumes: false,

  start() {
    const kept = memory.read("marks");
    this.all = Array.isArray(kept) ? kept.filter((m) => m && typeof m.text === "string" && Number.isInteger(m.chapter)) : [];
    if (memory.read("proof") === true) this.proof(true);
    this.paint();
  },

  proof(on) {
    text.proof = on;
    document.body.classList.toggle("proof", on);
    $("proof-button").setAttribute("aria-pressed", String(on));
    $("marks").hidden = !on;
    memory.write("proof", on);
    if (text.chapter) { text.show(text.chapter); sound.paint(true); text.follow(true); }
  },

  isOf(mark, line) {
    return mark.chapter === text.chapter.number + 1 && mark.line === line.number && mark.text === line.text.trim();
  },

  ask() {
    sound.paint(true);
    this.line = text.now || text.chapter.heard[0];
    if (!this.line || $("note").open) return;
    if (!text.proof) this.proof(true);
    this.resumes = !audio.paused;
    audio.pause();
    const old = this.all.find((m) => this.isOf(m, this.line));
    $("note-text").textContent = this.line.text.trim();
    $("note-about").textContent = [this.line.speaker, this.line.voice].filter(Boolean).join(" · ");
    $("note-words").value = old ? old.note : "";
    $("note").showModal();
    $("note-words").focus();
  },

  keep() {
    const line = this.line, note = $("note-words").value.trim();
    this.all = this.all.filter((m) => !this.isOf(m, line));
    this.all.push({
      chapter: text.chapter.number + 1, title: text.chapter.title, line: line.number, seconds: line.start / 1000,
      speaker: line.speaker, voice: line.voice, text: line.text.trim(), note,
      place: line.item.place, script: line.item.script ? `${book.script}:${line.item.script}` : "",
    });
    this.all.sort((a, b) => a.chapter - b.chapter || a.seconds - b.seconds);
    this.changed("Marked");
    $("note").close();
  },

  changed(what) {
    const kept = memory.write("marks", this.all);
    say(kept ? what : `${what}. This browser keeps nothing: save the list before you close the page.`);
    this.paint();
  },

  paint() {
    $("marks-count").textContent = this.all.length ? `(${this.all.length})` : "";
    for (const name of ["marks-csv", "marks-text", "marks-clear"]) $(name).disabled = !this.all.length;
    $("marks-list").replaceChildren(...this.all.map((mark) => this.row(mark)));
    if (!text.chapter) return;
    const here = new Map(this.all.filter((m) => m.chapter === text.chapter.number + 1).map((m) => [m.line, m]));
    text.spans.forEach((span, n) => {
      const mark = here.get(n);
      span.classList.toggle("marked", Boolean(mark && this.isOf(mark, text.chapter.lines[n])));
    });
  },

  row(mark) {
    const item = element("li"), quote = element("blockquote", mark.text), go = element("button", "Listen"), drop = element("button", "Remove");
    const buttons = element("div", "", "row");
    quote.lang = book.language;
    go.type = drop.type = "button";
    go.disabled = mark.chapter > book.chapters.length;
    go.addEventListener("click", () => { text.follow(true); sound.open(mark.chapter - 1, mark.seconds, true); });
    drop.addEventListener("click", () => {
      this.all = this.all.filter((m) => m !== mark);
      this.changed("Removed");
      ($("marks-list").querySelector("button") || $("mark-button")).focus();
    });
    buttons.append(go, drop);
    item.append(quote);
    if (mark.note) item.append(element("p", mark.note));
    item.append(element("p", [mark.title, exactTime(mark.seconds), mark.speaker, mark.script || mark.place].filter(Boolean).join(" · "), "soft"), buttons);
    return item;
  },

  csv() {
    const names = ["chapter", "title", "time", "speaker", "voice", "text", "note", "place", "script"];
    const rows = this.all.map((m) => names.map((name) => cell(name === "time" ? exactTime(m.seconds) : String(m[name]))));
    return `\ufeff${[names, ...rows].map((row) => row.join(",")).join("\r\n")}\r\n`;
  },

  plain() {
    const entries = this.all.map((m) => [
      `${m.chapter}. ${m.title}, ${exactTime(m.seconds)}, ${[m.speaker, m.voice].filter(Boolean).join(" in ")}`,
      ...[m.script, m.place].filter(Boolean).map((place) => `  at ${place}`),
      `  ${m.text}`,
      ...(m.note ? [`  -> ${m.note.replace(/\s+/g, " ")}`] : []),
    ].join("\n"));
    return `${book.title}: ${this.all.length} marked\n\n${entries.join("\n\n")}\n`;
  },

  save(content, suffix, type) {
    const link = element("a"), address = URL.createObjectURL(new Blob([content], { type }));
    link.href = address;
    link.download = `${book.name}-marks.${suffix}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  },
};

const exactTime = (seconds) => `${clockTime(seconds)}.${Math.floor((seconds % 1) * 10)}`;

// A text that a spreadsheet would take for a formula gets an apostrophe, as in the casting sheet's table.
function cell(value) {
  const safe = /^[=+\-@'\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

$("proof-button").addEventListener("click", () => marks.proof(!text.proof));
$("mark-button").addEventListener("click", () => marks.ask());
$("note-save").addEventListener("click", () => marks.keep());
$("note-cancel").addEventListener("click", () => $("note").close());
$("note").addEventListener("close", () => { if (marks.resumes) sound.play(); });
$("note").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); marks.keep(); }
});
$("marks-csv").addEventListener("click", () => marks.save(marks.csv(), "csv", "text/csv"));
$("marks-text").addEventListener("click", () => marks.save(marks.plain(), "txt", "text/plain"));
$("marks-clear").addEventListener("click", () => {
  if (confirm(`Remove all ${marks.all.length} marks?`)) { marks.all = []; marks.changed("All marks removed"); }
});
