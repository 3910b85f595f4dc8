// The text of one chapter: the line that is spoken is marked and kept in sight, until the person scrolls away.

const text = {
  chapter: null, spans: [], now: null, word: -1, words: [], follows: true, ownScroll: 0, proof: false,
  calm: matchMedia("(prefers-reduced-motion: reduce)"),
  canMarkWords: typeof Highlight === "function" && Boolean(CSS.highlights),

  show(chapter) {
    this.chapter = chapter;
    this.now = null;
    this.mark(-1);
    const page = document.createDocumentFragment();
    this.spans = [];
    if (!chapter.items.length || chapter.items[0].kind !== 2) page.append(element("h2", chapter.title));
    for (const item of chapter.items) {
      const block = element(["p", "h3", "h2"][item.kind]);
      for (const line of item.lines) {
        // White space after a line is no part of what is marked.
        const shown = line.text.trimEnd(), space = line.text.slice(shown.length);
        const span = element("span", shown, line.at < 0 ? "line silent" : "line");
        span.dataset.line = line.number;
        span.tabIndex = -1;
        if (this.proof) span.prepend(this.about(line));
        this.spans.push(span);
        block.append(span, space);
      }
      page.append(block);
    }
    $("text").replaceChildren(page);
    this.canTab(this.spans[0]);
    marks.paint();
  },

  about(line) {
    const label = element("span", "", "who");
    label.append(element("b", line.speaker), document.createTextNode(line.voice ? ` · ${line.voice}` : ""));
    return label;
  },

  // One line can be reached with the tab key: the one that is spoken.
  canTab(span) {
    if (this.tabbed) this.tabbed.tabIndex = -1;
    this.tabbed = span;
    if (span) span.tabIndex = 0;
  },

  // Called for every frame with the time in the chapter.
  paint(ms) {
    const heard = this.chapter.heard, line = heard[countUpTo(heard, ms, (l) => l.start) - 1] || null;
    if (line !== this.now) {
      if (this.now) this.leave(this.spans[this.now.number]);
      this.now = line;
      this.words = line ? wordsOf(line) : [];
      this.mark(-1);
      if (line) this.enter(this.spans[line.number]);
    }
    if (line) this.mark(ms < line.end ? countUpTo(this.words, ms, (w) => w[2]) - 1 : -1);
  },

  enter(span) {
    span.classList.add("now");
    span.setAttribute("aria-current", "true");
    if (document.activeElement !== this.tabbed) this.canTab(span);
    if (this.follows) this.bringIntoSight(span);
  },

  leave(span) {
    span.classList.remove("now");
    span.removeAttribute("aria-current");
  },

  mark(word) {
    if (word === this.word || !this.canMarkWords) return;
    this.word = word;
    if (word < 0) { CSS.highlights.delete("word"); return; }
    const [start, end] = this.words[word], range = document.createRange(), node = this.spans[this.now.number].lastChild;
    range.setStart(node, start);
    range.setEnd(node, start + node.data.slice(start, end).trimEnd().length); // not the blank after it
    CSS.highlights.set("word", new Highlight(range));
  },

  // Moves only when the line leaves the comfortable part of the window, so that the page does not jump at each line.
  bringIntoSight(span, always = false) {
    const box = span.getBoundingClientRect(), foot = $("player").getBoundingClientRect().top;
    if (!always && box.top > foot * 0.08 && box.bottom < foot * 0.72) return;
    this.ownScroll = performance.now() + 1200;
    const top = scrollY + box.top - Math.max(foot * 0.12, Math.min(foot * 0.3, foot * 0.5 - box.height / 2));
    const far = Math.abs(top - scrollY) > innerHeight * 1.5;
    scrollTo({ top, behavior: this.calm.matches || far ? "auto" : "smooth" });
  },

  follow(yes) {
    if (yes && this.now) this.bringIntoSight(this.spans[this.now.number], !this.follows);
    this.follows = yes;
    $("back").hidden = yes;
  },

  lineOf(target) {
    const span = target.closest?.(".line");
    return span && $("text").contains(span) ? this.chapter.lines[Number(span.dataset.line)] : null;
  },

  // From line to line while one of them has the focus.
  step(target, by) {
    const span = this.spans[Number(target.dataset.line) + by];
    if (!span) return;
    this.canTab(span);
    this.follow(false);
    span.focus();
  },
};

$("text").addEventListener("click", (event) => {
  const line = text.lineOf(event.target);
  if (!line || line.at < 0 || !getSelection().isCollapsed) return;
  text.follows = true;
  sound.playLine(line);
});
$("back").addEventListener("click", () => text.follow(true));
for (const kind of ["wheel", "touchmove"]) {
  addEventListener(kind, (event) => {
    if (!event.target.closest?.("nav, aside, dialog, #player")) text.scrolledAway();
  }, { passive: true });
}
text.scrolledAway = function scrolledAway() {
  if (this.now && this.follows && document.documentElement.scrollHeight > innerHeight) this.follow(false);
};
addEventListener("scroll", () => { if (performance.now() > text.ownScroll) text.scrolledAway(); }, { passive: true });

// The page ends above the player, however high that is.
new ResizeObserver(([entry]) => {
  text.ownScroll = performance.now() + 500;
  document.documentElement.style.setProperty("--foot", `${Math.ceil(entry.target.offsetHeight)}px`);
}).observe($("player"));
addEventListener("resize", () => { text.ownScroll = performance.now() + 500; });
