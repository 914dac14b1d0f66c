"use strict";
// Each beat is a slide: it plays when it is reached and holds its last picture until the next press.
(() => {
  const slides = [...document.querySelectorAll(".slide")];
  const films = [...document.querySelectorAll("#films video")];
  const element = (id) => document.getElementById(id);
  let at = 0; // the slide on the screen
  let aim = 0; // the slide that was asked for; its film may still be on its way
  let playing = false; // a beat is under way, paused or not
  let captions = false;
  let due = 0; // the question of the beat that comes next
  let asking = false; // the film waits for its answer
  let turn = 0; // counts what was asked for, so that what comes late is dropped

  // Films are in the page itself. As blobs every browser can seek in them, also from a file.
  films.forEach((film, number) => {
    const text = atob(element(`data-${number}`).textContent);
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    film.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
  });

  const filmOf = (slide) => films[Number(slide.dataset.clip)];
  const time = (slide, what) => Number(slide.dataset[what]);
  const isBeat = (slide) => slide.classList.contains("beat");

  const LEAD = 0.3; // seconds that covers are there before the film stops: a player may stop a frame late
  const questionsOf = (slide) => [...slide.querySelectorAll(".question")];
  const dueIn = (slide) => questionsOf(slide)[due];

  // What covers the answer of a question lies on the film's picture, which has bars beside it or above.
  function cover(question) {
    const covers = element("covers");
    const shown = question ? question.dataset.covers : "";
    covers.hidden = !question;
    if (covers.dataset.shown !== shown) {
      covers.dataset.shown = shown;
      covers.replaceChildren(...(question ? JSON.parse(shown) : []).map((box) => {
        const one = document.createElement("span");
        for (const side of ["left", "top", "width", "height"]) one.style[side] = `${box[side]}%`;
        return one;
      }));
    }
    if (question) fit();
  }
  function fit() {
    const film = filmOf(slides[aim]);
    const room = element("films");
    const width = Math.min(room.clientWidth, (room.clientHeight * film.width) / film.height);
    const height = (width * film.height) / film.width;
    Object.assign(element("covers").style, {
      left: `${(room.clientWidth - width) / 2}px`, top: `${(room.clientHeight - height) / 2}px`,
      width: `${width}px`, height: `${height}px`,
    });
  }
  addEventListener("resize", () => element("covers").hidden || fit());

  // The question stands below the film, and its answer beside it once it is asked for.
  function write(question, answered) {
    if (!element("ask")) return;
    const parts = question ? [...question.children].slice(0, answered ? 2 : 1) : [];
    element("ask").replaceChildren(...parts.map((one) => one.cloneNode(true)));
    element("ask").lang = question ? question.lang : "";
    element("ask").dir = question ? question.dir : "";
  }
  function ask() {
    const question = dueIn(slides[aim]);
    asking = true;
    cover(question);
    write(question, false);
    tell();
  }
  // Goes straight to the question that is due.
  function goToQuestion() {
    const slide = slides[aim];
    turn += 1;
    filmOf(slide).pause();
    seek(filmOf(slide), time(dueIn(slide), "at"), () => { show(aim); filmOf(slide).hidden = false; ask(); });
  }
  function reveal() {
    const slide = slides[aim];
    write(dueIn(slide), true);
    due += 1;
    asking = false;
    cover(null);
    turn += 1;
    run(filmOf(slide), slide, turn);
  }
  function forget() {
    due = 0;
    asking = false;
    cover(null);
    write(null, false);
  }

  function tell() {
    const slide = slides[at];
    const title = slide.querySelector("h1, h2").textContent;
    element("place").textContent = `${at + 1} / ${slides.length}  \u2068${title}\u2069`;
    document.body.dataset.slide = String(at);
    document.body.dataset.state = 
      !playing ? "held" : asking ? "asking" : filmOf(slide).paused ? "paused" : "playing";
    const now = isBeat(slide) ? filmOf(slide).currentTime : -1;
    const said = [...slide.querySelectorAll(".notes p")];
    const current = said.find((one) => now >= time(one, "start") && now < time(one, "end"));
    element("caption").textContent = current ? current.textContent : "";
    element("caption").lang = current ? current.lang : "";
    element("caption").dir = current ? current.dir : "";
    element("caption").hidden = !captions || !current;
  }

  function show(number) {
    slides[at].classList.remove("current");
    at = number;
    const slide = slides[at];
    slide.classList.add("current");
    const notes = slide.querySelector(".notes");
    element("notes").innerHTML = notes ? notes.innerHTML : "";
    films.forEach((film) => {
      film.pause();
      if (film !== filmOf(slide)) film.hidden = true;
    });
    if (!isBeat(slide)) filmOf(slide).hidden = true;
    history.replaceState(null, "", `#${at + 1}`);
  }

  function seek(film, seconds, then) {
    const asked = turn;
    const go = () => {
      film.addEventListener("seeked", () => asked === turn && then(), { once: true });
      film.currentTime = seconds;
    };
    if (film.readyState >= 1) go();
    else film.addEventListener("loadedmetadata", () => asked === turn && go(), { once: true });
  }

  // The last picture of the beat, which the page shows itself until the film has it.
  function hold(number) {
    turn += 1;
    playing = false;
    aim = number;
    forget();
    show(number);
    const slide = slides[at];
    if (isBeat(slide)) seek(filmOf(slide), time(slide, "hold"), () => { filmOf(slide).hidden = false; tell(); });
    tell();
  }

  function play(number) {
    const before = slides[at];
    turn += 1;
    const asked = turn;
    const slide = slides[number];
    const film = filmOf(slide);
    // What is on the screen stays until the film has its first picture, so nothing flashes.
    playing = true;
    aim = number;
    films.forEach((one) => one.pause());
    forget();
    seek(film, time(slide, "start") + 0.001, () => {
      show(number);
      film.hidden = false;
      run(film, slide, asked);
    });
    if (before === slide) tell();
  }

  function run(film, slide, asked) {
    const start = film.play();
    if (start) start.catch(() => asked === turn && hold(aim));
    watch(film, slide, asked);
    tell();
  }

  function watch(film, slide, asked) {
    const hold_at = time(slide, "hold");
    const look = (shown) => {
      if (asked !== turn) return;
      const question = dueIn(slide);
      if (question && shown >= time(question, "since") - LEAD) cover(question);
      if (question && shown >= time(question, "at") - 0.02) return goToQuestion();
      if (shown >= hold_at - 0.004 || film.ended) {
        film.pause();
        hold(at);
        return;
      }
      tell();
      wait();
    };
    const wait = () => {
      // The callback of a frame knows which one is shown; timers alone may run over the end.
      if (film.requestVideoFrameCallback) film.requestVideoFrameCallback((_, frame) => look(frame.mediaTime));
      else requestAnimationFrame(() => look(film.currentTime));
    };
    film.addEventListener("ended", () => asked === turn && hold(at), { once: true });
    wait();
  }

  function next() {
    if (asking) reveal();
    else if (playing) dueIn(slides[aim]) ? goToQuestion() : hold(aim);
    else if (aim + 1 < slides.length) isBeat(slides[aim + 1]) ? play(aim + 1) : hold(aim + 1);
  }
  const back = () => aim > 0 && hold(aim - 1);
  const again = () => isBeat(slides[aim]) && play(aim);
  function pause() {
    if (asking) return reveal();
    if (!playing) return again();
    const film = filmOf(slides[aim]);
    film.paused ? film.play() : film.pause();
    tell();
  }
  function notes() { element("notes").hidden = !document.body.classList.toggle("notes"); }
  function fullScreen() {
    document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  }
  function keys() { element("keys").open ? element("keys").close() : element("keys").showModal(); }

  const does = {
    ArrowRight: next, ArrowDown: next, PageDown: next, " ": next, Enter: next,
    ArrowLeft: back, ArrowUp: back, PageUp: back, Backspace: back,
    Home: () => hold(0), End: () => hold(slides.length - 1),
    r: again, p: pause, f: fullScreen, n: notes, "?": keys,
    c: () => { captions = document.body.classList.toggle("captions"); tell(); },
  };
  document.addEventListener("keydown", (press) => {
    if (press.ctrlKey || press.metaKey || press.altKey) return;
    const action = does[press.key] || does[press.key.toLowerCase()];
    const onButton = press.target instanceof HTMLButtonElement && (press.key === " " || press.key === "Enter");
    if (!action || onButton || (element("keys").open && press.key !== "?")) return;
    press.preventDefault();
    action();
  });
  element("next").addEventListener("click", next);
  element("back").addEventListener("click", back);
  element("help").addEventListener("click", keys);
  let from = null;
  element("deck").addEventListener("pointerdown", (press) => { from = press.clientX; });
  element("deck").addEventListener("pointerup", (press) => {
    const way = from === null ? 0 : press.clientX - from;
    from = null;
    way > 60 ? back() : next();
  });
  hold(Math.min(slides.length, Math.max(1, Number(location.hash.slice(1)) || 1)) - 1);
})();
