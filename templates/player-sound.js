// The sound: one file a chapter, one after the other.

const audio = $("audio");
const SKIP_S = 15, AGAIN_MS = 1000, SAVE_MS = 5000;

const sound = {
  number: -1, waiting: null, saved: 0, painted: 0, sleepAt: 0, failed: false,

  // Where in the chapter, in seconds; before the file is open, where it will begin.
  get time() { return this.waiting ?? audio.currentTime; },
  get length() { return book.chapters[this.number][CHAPTER.LENGTH] / 1000; },

  open(number, seconds = 0, play = false) {
    if (number !== this.number) {
      audio.pause();
      this.number = number;
      this.waiting = seconds;
      this.failed = false;
      $("trouble").hidden = true;
      audio.src = book.inside ? `data:${book.media};base64,${$(`sound-${number}`).textContent}` : book.chapters[number][CHAPTER.FILE];
      audio.playbackRate = Number($("speed").value);
      text.show(readChapter(number));
      if (text.follows) { text.ownScroll = performance.now() + 500; scrollTo({ top: 0 }); }
      chapters.paint(number);
      say(`Chapter ${number + 1} of ${book.chapters.length}: ${text.chapter.title}`);
    }
    this.seek(seconds);
    if (play) this.play();
  },

  seek(seconds) {
    const to = Math.min(Math.max(0, seconds), this.length);
    if (audio.readyState > 0) { this.waiting = null; audio.currentTime = to; } else this.waiting = to;
    this.paint(true);
    this.save();
  },

  play() {
    audio.play().catch((error) => { if (error.name !== "AbortError") this.fail(); });
  },

  toggle() { if (audio.paused) { text.follow(true); this.play(); } else audio.pause(); },

  playLine(line) {
    this.seek(line.start / 1000);
    text.follow(true);
    this.play();
  },

  // A sentence back: to its beginning, or to the one before when it has only just begun; across chapters.
  step(by) {
    this.paint(true);
    const heard = text.chapter.heard, ms = this.time * 1000 + 1, at = text.now ? text.now.at : -1;
    const again = by < 0 && at >= 0 && ms - heard[at].start > AGAIN_MS;
    const line = heard[again ? at : at + by];
    if (line) this.seek(line.start / 1000);
    else if (by > 0) this.chapter(1);
    else if (this.number > 0) {
      this.open(this.number - 1, 0, !audio.paused);
      this.seek((text.chapter.heard.at(-1)?.start ?? 0) / 1000);
    }
    text.follow(true);
  },

  chapter(by) {
    const to = this.number + by;
    if (to >= 0 && to < book.chapters.length) { text.follow(true); this.open(to, 0, !audio.paused); }
  },

  skip(seconds) {
    this.seek(this.time + seconds);
    text.follow(true);
  },

  paint(all = false) {
    const seconds = this.time;
    text.paint(seconds * 1000 + 1);
    const now = performance.now();
    if (!all && now - this.painted < 200) return;
    this.painted = now;
    const rest = this.length - seconds, seek = $("seek");
    seek.max = Math.ceil(this.length);
    seek.value = Math.round(seconds);
    if (all || document.activeElement !== seek) seek.setAttribute("aria-valuetext", `${clockTime(seconds)} of ${clockTime(this.length)}`);
    $("time").textContent = clockTime(seconds);
    $("rest").textContent = `−${clockTime(rest)}`;
    const later = book.chapters.slice(this.number + 1).reduce((sum, c) => sum + c[CHAPTER.LENGTH] / 1000, 0);
    const left = clockTime((rest + later) / audio.playbackRate);
    $("left").textContent = `${left} left${audio.playbackRate === 1 ? "" : ` at ${audio.playbackRate}×`}`;
    if (this.sleepAt && Date.now() >= this.sleepAt) this.fallAsleep();
    if (now - this.saved > SAVE_MS) this.save();
  },

  save() {
    this.saved = performance.now();
    memory.write("place", { chapter: this.number, seconds: this.time, speed: Number($("speed").value), volume: audio.volume });
  },

  setSpeed(rate) {
    $("speed").value = String(rate);
    audio.playbackRate = audio.defaultPlaybackRate = rate;
    say(`Speed ${rate}`);
    this.paint(true);
    this.save();
  },

  faster(by) {
    const select = $("speed"), option = select.options[select.selectedIndex + by];
    if (option) this.setSpeed(Number(option.value));
  },

  fallAsleep() {
    this.sleepAt = 0;
    $("sleep").value = "0";
    audio.pause();
    say("Sleep timer: paused");
  },

  fail() {
    if (this.failed) return;
    this.failed = true;
    const trouble = $("trouble");
    trouble.textContent = book.inside
      ? "This browser cannot play the sound in this page."
      : `The sound of this chapter cannot be played: is the folder “${book.folder}” beside this page, and does the browser play .${book.suffix} files?`;
    trouble.hidden = false;
  },
};

const chapters = {
  list() {
    $("chapters").append(...book.chapters.map(([title, ms], number) => {
      const item = element("li"), button = element("button");
      button.type = "button";
      button.append(element("span", title), element("span", clockTime(ms / 1000)));
      button.addEventListener("click", () => { text.follow(true); sound.open(number, 0, true); });
      item.append(button);
      return item;
    }));
    $("chapters").lang = book.language;
  },
  paint(number) {
    const all = $("chapters").children, button = all[number].firstChild, list = $("contents");
    $("chapters").querySelector("[aria-current]")?.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    const top = button.offsetTop - list.offsetTop;
    if (top < list.scrollTop || top > list.scrollTop + list.clientHeight - 60) list.scrollTop = top - list.clientHeight / 3;
    $("where").textContent = book.chapters[number][CHAPTER.TITLE];
    document.title = `${book.chapters[number][CHAPTER.TITLE]} – ${book.title}`;
    media.tell(number);
  },
};

// Keys on headsets and keyboards, and the panel of the system.
const media = {
  tell(number) {
    if (!("mediaSession" in navigator)) return;
    navigator.mediaSession.metadata = new MediaMetadata({ title: book.chapters[number][CHAPTER.TITLE], artist: book.author, album: book.title });
  },
  listen() {
    if (!("mediaSession" in navigator)) return;
    const actions = {
      play: () => sound.play(), pause: () => audio.pause(),
      seekbackward: () => sound.skip(-SKIP_S), seekforward: () => sound.skip(SKIP_S),
      previoustrack: () => sound.chapter(-1), nexttrack: () => sound.chapter(1),
    };
    for (const [name, act] of Object.entries(actions)) {
      try { navigator.mediaSession.setActionHandler(name, act); } catch { /* this browser has no such key */ }
    }
  },
};

function eachFrame() {
  if (audio.paused) return;
  sound.paint();
  requestAnimationFrame(eachFrame);
}

audio.addEventListener("loadedmetadata", () => { if (sound.waiting !== null) { audio.currentTime = sound.waiting; sound.waiting = null; sound.paint(true); } });
audio.addEventListener("play", () => {
  document.body.classList.add("playing");
  $("play").setAttribute("aria-label", "Pause");
  requestAnimationFrame(eachFrame);
});
audio.addEventListener("pause", () => {
  document.body.classList.remove("playing");
  $("play").setAttribute("aria-label", "Play");
  if (sound.number >= 0) { sound.paint(true); sound.save(); }
});
audio.addEventListener("seeked", () => sound.paint(true));
audio.addEventListener("timeupdate", () => sound.paint()); // frames are not drawn in a hidden window
audio.addEventListener("error", () => sound.fail());
audio.addEventListener("ended", () => {
  const sleeps = Number($("sleep").value) < 0;
  if (sound.number + 1 < book.chapters.length) sound.open(sound.number + 1, 0, !sleeps);
  if (sleeps) sound.fallAsleep();
});
for (const kind of ["pagehide", "visibilitychange"]) addEventListener(kind, () => sound.save());
