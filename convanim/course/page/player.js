// One player: a film, its chapters, and a walk through its sums.

const SAFE = 0.001; // seconds past the beginning of a frame, so that rounding cannot show the one before

const makePlayer = (root) => {
  const tale = readTale(root.dataset.player);
  const find = (selector) => root.querySelector(selector);
  const [stage, video, seek, playButton, caption] = ['.stage', 'video', '.seek', '.play', '.caption'].map(find);
  const cells = makeCells(stage);
  const sum = find('.sum') && makeSum(find('.sum'), tale.words);
  let asks = true; // stops for questions
  const quiz = tale.questions.length ? makeQuiz(stage, tale, () => asks) : null;
  const beatButtons = [...root.querySelectorAll('.beats button')];
  const startButton = find('.start');
  let numbers = [];
  let steps = [];
  let starts = [];
  let place = -1; // of the step on show
  let done = 0; // of its multiply-adds
  let walking = false; // through the multiply-adds, rather than with the film
  let begun = false;
  let captionsOn = true;

  // Until the film begins, its loop moves under the pointer, unless less motion is asked for.
  const preview = find('.preview');
  const showPreview = (on) => {
    if (!preview) return;
    preview.hidden = !on || begun || matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!preview.hidden && !preview.src) preview.src = preview.dataset.loop;
  };

  const frameNow = () => Math.max(0, Math.min(tale.frames - 1, Math.floor((video.currentTime + SAFE) * tale.fps)));
  const beatNow = () => Math.max(0, lastUpTo(tale.beats, frameNow()));

  // A sentence stays until the next one, as it does in the film, or until its chapter ends.
  const saidNow = () => {
    const last = tale.said.findLast(([, from]) => from <= video.currentTime + SAFE);
    return last && last[1] >= tale.beats[beatNow()] / tale.fps - SAFE ? last[0] : '';
  };

  // A step is on show until the next one, or until its chapter ends.
  const stepNow = () => {
    const found = lastUpTo(starts, frameNow());
    return found >= 0 && starts[found] >= tale.beats[beatNow()] ? found : -1;
  };

  const showSum = (aloud = false) => sum?.show(steps[place], done, place, steps.length, aloud);

  const showTime = () => {
    const frame = frameNow();
    const seconds = Math.floor(frame / tale.fps);
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    find('.now').textContent = clock;
    seek.value = frame;
    seek.setAttribute('aria-valuetext', `${clock}, ${beatButtons[beatNow()]?.querySelector('.name').textContent ?? ''}`);
    quiz?.show(frame);
    const now = beatNow();
    const text = begun ? saidNow() : '';
    if (caption.textContent !== text) caption.textContent = text;
    beatButtons.forEach((button, beat) => button.setAttribute('aria-current', String(begun && beat === now)));
    if (!walking) {
      const found = stepNow();
      if (found !== place) {
        place = found;
        done = found < 0 ? 0 : lengthOf(steps[found]);
        showSum();
      }
    }
  };

  const showCells = () => {
    if (!begun || !video.paused || video.seeking) {
      cells.clear();
      return;
    }
    const frame = frameNow();
    // Labels would tell what is covered.
    if (quiz?.show(frame)) {
      cells.clear();
      return;
    }
    cells.show(numbers.filter((number) => number.first <= frame && frame < number.end));
  };

  const begin = () => {
    begun = true;
    startButton.hidden = true;
    showPreview(false);
  };

  const goTo = (frame) => {
    begin();
    video.pause();
    quiz?.forget(frame);
    const time = frame / tale.fps + SAFE;
    if (Math.abs(video.currentTime - time) > SAFE / 2) {
      cells.clear();
      video.currentTime = time;
    }
    showTime();
  };

  const leaveWalk = () => { walking = false; };

  const toggle = () => {
    if (!video.paused) {
      video.pause();
      return;
    }
    leaveWalk();
    begin();
    cells.clear();
    video.play().catch(() => {});
  };

  const goToBeat = (beat) => {
    const wanted = Math.max(0, Math.min(tale.beats.length - 1, beat));
    const playing = !video.paused;
    leaveWalk();
    goTo(tale.beats[wanted]);
    if (playing) video.play().catch(() => {});
  };

  // Back goes to the beginning of this chapter first, if more than a second of it has passed.
  const beatBefore = () => goToBeat(beatNow() - (frameNow() - tale.beats[beatNow()] > tale.fps ? 0 : 1));

  const goToSum = (wanted, terms) => {
    if (!steps.length) return;
    place = Math.max(0, Math.min(steps.length - 1, wanted));
    done = Math.max(0, Math.min(lengthOf(steps[place]), terms));
    walking = true;
    goTo(steps[place].frame);
    showSum(true);
  };

  // Stops at a question that a playing film has come to.
  const ask = () => {
    const frame = quiz ? quiz.stopsAt(frameNow()) : -1;
    if (frame < 0) return;
    video.pause();
    video.currentTime = frame / tale.fps + SAFE;
    showPlaying();
    showTime();
  };

  const ahead = () => {
    const next = starts.findIndex((start) => start >= frameNow());
    return next < 0 ? steps.length - 1 : next;
  };

  const more = () => {
    if (quiz?.isWaiting()) {
      toggle();
      return;
    }
    if (!walking) goToSum(place < 0 ? ahead() : place, 1);
    else if (done < lengthOf(steps[place])) goToSum(place, done + 1);
    else if (place + 1 < steps.length) goToSum(place + 1, 1);
  };

  const less = () => {
    if (place < 0) goToSum(lastUpTo(starts, frameNow()), Infinity);
    else if (done > 1) goToSum(place, done - 1);
    else if (place > 0) goToSum(place - 1, Infinity);
  };

  const sumAfter = () => goToSum(place < 0 ? ahead() : place + 1, Infinity);
  const sumBefore = () => goToSum(place < 0 ? lastUpTo(starts, frameNow()) : place - 1, Infinity);

  const press = (selector, action) => find(selector)?.addEventListener('click', action);
  const pressed = (selector, on) => find(selector).setAttribute('aria-pressed', String(on));

  const toggleLoop = () => {
    video.loop = !video.loop;
    pressed('.loop', video.loop);
  };
  const toggleCaptions = () => {
    captionsOn = !captionsOn;
    pressed('.captions', captionsOn);
    caption.hidden = !captionsOn;
  };
  const toggleQuiz = () => {
    asks = !asks;
    pressed('.quiz', asks);
    showTime();
    showCells();
  };
  const toggleSound = () => {
    if (!find('.sound')) return;
    video.muted = !video.muted;
    pressed('.sound', !video.muted);
  };
  const toggleFull = () => {
    const change = document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.();
    change?.catch(() => {});
  };

  startButton.addEventListener('pointerenter', () => showPreview(true));
  startButton.addEventListener('pointerleave', () => showPreview(false));
  press('.play', toggle);
  press('.beat-before', beatBefore);
  press('.beat-after', () => goToBeat(beatNow() + 1));
  press('.loop', toggleLoop);
  press('.captions', toggleCaptions);
  press('.sound', toggleSound);
  press('.full', toggleFull);
  press('.quiz', toggleQuiz);
  press('.reveal', (event) => {
    event.stopPropagation();
    stage.focus({ preventScroll: true });
    toggle();
  });
  press('.more', more);
  press('.less', less);
  press('.sum-after', sumAfter);
  press('.sum-before', sumBefore);
  beatButtons.forEach((button, beat) => button.addEventListener('click', () => goToBeat(beat)));
  find('.speed select').addEventListener('change', (event) => { video.playbackRate = Number(event.target.value); });
  seek.addEventListener('input', () => {
    leaveWalk();
    goTo(Number(seek.value));
  });
  root.addEventListener('fullscreenchange', () => pressed('.full', document.fullscreenElement === root));

  // A number that is pointed at keeps its label; anywhere else the picture plays and pauses.
  stage.addEventListener('click', (event) => {
    const found = cells.nearest(event);
    if (found >= 0) cells.point(found);
    else toggle();
    if (!stage.contains(document.activeElement)) stage.focus({ preventScroll: true });
  });

  const KEYS = {
    ' ': toggle,
    k: toggle,
    ArrowRight: more,
    ArrowLeft: less,
    '.': sumAfter,
    ',': sumBefore,
    ']': () => goToBeat(beatNow() + 1),
    '[': beatBefore,
    c: toggleCaptions,
    l: toggleLoop,
    m: toggleSound,
    f: toggleFull,
    ...(quiz ? { q: toggleQuiz } : {}),
  };
  const SHIFTED = { ArrowRight: KEYS[']'], ArrowLeft: KEYS['['] };
  root.addEventListener('keydown', (event) => {
    const inside = event.target;
    const control = inside.matches('button:not(.cell), summary, a');
    // Keys that a control needs for itself stay its own; keys that the browser needs are the browser's.
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (inside.matches('input, select, textarea, [contenteditable]') || (control && event.key === ' ')) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    let action = event.shiftKey ? SHIFTED[event.key] : KEYS[key];
    // On some keyboards brackets and digits are themselves reached with Shift.
    if (!action && '[]'.includes(key)) action = KEYS[key];
    if (!action && /^[1-9]$/.test(key) && key <= tale.beats.length) action = () => goToBeat(Number(key) - 1);
    if (!action) return;
    event.preventDefault();
    action();
  });

  const showPlaying = () => {
    const playing = !video.paused;
    const { pause, reveal, play } = tale.words;
    playButton.setAttribute('aria-label', playing ? pause : quiz?.isWaiting() ? reveal : play);
    playButton.querySelector('use').setAttribute('href', playing ? '#icon_pause' : '#icon_play');
  };
  const follow = () => {
    if (video.paused) return;
    ask();
    showTime();
    requestAnimationFrame(follow);
  };
  video.addEventListener('play', () => {
    begin();
    leaveWalk();
    cells.clear();
    quiz?.answer();
    showPlaying();
    follow();
  });
  for (const event of ['pause', 'ended', 'seeked']) {
    video.addEventListener(event, () => {
      showPlaying();
      showTime();
      showCells();
    });
  }

  video.controls = false;
  stage.style.aspectRatio = root.dataset.ratio.replace('/', ' / ');
  root.style.setProperty('--ratio', video.width / video.height);
  find('.live').hidden = false;
  startButton.hidden = false;
  showTime();

  return async () => {
    const bulk = await inflate(tale.bulk);
    numbers = readNumbers(bulk.numbers);
    steps = readSteps(bulk.steps);
    starts = steps.map((step) => step.frame);
    root.dataset.ready = 'yes';
    showTime();
    showCells();
  };
};

