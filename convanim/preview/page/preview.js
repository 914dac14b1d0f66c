'use strict';

// Follows what the server tells: shows each film as soon as it is there, at the beat that has changed.

const SAFE = 0.001; // seconds past the beginning of a frame, so that rounding cannot show the one before
const find = (id) => document.getElementById(id);
const video = find('video');
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
let film = null; // on show
let wanted = ''; // the address of the newest one
let place = 0; // of the beat on show

const make = (tag, className, text = '') => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
};

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

const beatAt = (time) => Math.max(0, film.beats.findLastIndex((beat) => beat.start <= time + SAFE));

const mark = (beat) => {
  place = beat;
  [...find('beats').querySelectorAll('button')].forEach((button, at) => button.setAttribute('aria-current', String(at === beat)));
};

const goTo = (beat) => {
  mark(beat);
  video.currentTime = film.beats[beat].start + SAFE;
};

const play = () => video.play().catch(() => {}); // where the browser does not let it, there is a button

const showBeats = (redrawn) => {
  find('beats').replaceChildren(...film.beats.map((beat, at) => {
    const item = make('li', '');
    const button = make('button', '');
    button.type = 'button';
    const title = make('span', 'title', beat.title);
    if (redrawn.includes(beat.name)) title.append(make('span', 'new', 'changed'));
    button.append(make('span', 'dim', String(at + 1)), title, make('span', 'dim', clock(beat.start)));
    if (beat.said.length) button.append(make('span', 'said', beat.said.join(' ')));
    button.addEventListener('click', () => { goTo(at); play(); });
    item.append(button);
    return item;
  }));
};

// The film as a whole, before it takes the place of the one on show.
const showFilm = async ({ film: next, show, redrawn }) => {
  wanted = next.address;
  const answer = await fetch(next.address);
  if (!answer.ok || wanted !== next.address) return; // by now there is a newer one
  const source = URL.createObjectURL(await answer.blob());
  if (wanted !== next.address) {
    URL.revokeObjectURL(source);
    return;
  }
  const first = film === null;
  const before = first ? '' : film.beats[place].name;
  const playing = !first && !video.paused;
  film = next;
  // The beat that one is looking at, if it is one of those that changed; else the first of them.
  const target = show.includes(before) || !show.length ? before : show[0];
  const at = Math.max(0, film.beats.findIndex((beat) => beat.name === target));
  const old = video.src;
  video.width = film.width;
  video.height = film.height;
  video.src = source;
  if (old) URL.revokeObjectURL(old);
  find('title').textContent = film.title;
  for (const told of ['title', 'beats']) {
    find(told).lang = film.language;
    find(told).dir = film.direction;
  }
  find('film').hidden = false;
  showBeats(redrawn);
  goTo(at);
  if (playing || (!first && show.length && find('play').checked)) play();
};

const told = ({ drawing, done, beats, fault, film: newest, redrawn, took }) => {
  if (drawing) return beats ? `Drawing: ${done} of ${beats} beats done …` : 'Loading the scene …';
  if (fault) return newest ? 'This is the film before the error' : 'There is nothing to show yet';
  const titles = newest.beats.filter((beat) => redrawn.includes(beat.name)).map((beat) => beat.title);
  if (!titles.length) return `Up to date after ${took.toFixed(1)} s`;
  const what = titles.length === newest.beats.length && titles.length > 1 ? 'every beat' : titles.join(', ');
  return `Up to date after ${took.toFixed(1)} s; changed: ${what}`;
};

const showState = (state) => {
  const fault = state.fault;
  find('name').textContent = state.name;
  find('status').textContent = told(state);
  find('progress').hidden = !state.drawing;
  if (state.beats) {
    find('progress').max = state.beats;
    find('progress').value = state.done;
  } else {
    find('progress').removeAttribute('value');
  }
  find('fault').hidden = !fault;
  if (fault) {
    find('fault_text').textContent = fault.text;
    find('fault_place').textContent = fault.place;
    find('fault_code').textContent = fault.code;
    find('fault_place').hidden = !fault.place;
    find('fault_code').parentElement.hidden = !fault.code;
    find('fault_next').textContent = `${state.film ? 'The last good film stays. ' : ''}Save again, and it is tried again.`;
  }
  const mood = state.drawing ? '… ' : fault ? 'Error: ' : '';
  document.title = `${mood}${state.film ? state.film.title : state.name}`;
  if (state.film && state.film.address !== wanted) showFilm(state).catch(() => { wanted = ''; });
};

// A beat that is repeated starts again at its end; any other leads on to the next.
const follow = () => {
  if (video.paused || !film) return;
  const beat = film.beats[place];
  if (video.currentTime >= beat.end - 1 / film.fps) {
    if (find('repeat').checked) goTo(place);
    else mark(beatAt(video.currentTime));
  }
  requestAnimationFrame(follow);
};
video.addEventListener('play', follow);
video.addEventListener('seeked', () => { if (film) mark(beatAt(video.currentTime)); });
video.addEventListener('ended', () => {
  if (find('repeat').checked) {
    goTo(place);
    play();
  }
});

find('play').checked = !calm;
const events = new EventSource('/events');
events.addEventListener('message', (event) => showState(JSON.parse(event.data)));
events.addEventListener('error', () => {
  find('status').textContent = 'The preview has ended; this film stays';
  find('progress').hidden = true;
  document.title = 'Preview has ended';
});
