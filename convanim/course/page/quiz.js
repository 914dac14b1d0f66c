// Before a result the film waits: the answer is covered, and the question stands above the picture.

const LEAD = 0.3; // seconds that covers are there before the film stops
const SLACK = 0.5; // seconds past its question at which a player may notice that it should have stopped
const STAYS = 4; // seconds that an answer stays beside its question

const makeQuiz = (stage, tale, isOn) => {
  const covers = stage.querySelector('.covers');
  const line = stage.querySelector('.ask p');
  const button = stage.querySelector('.reveal');
  const questions = tale.questions.map((question) => ({ ...question, answered: false }));
  let drawn = null;
  let waiting = null;

  const open = (frame) => (isOn() ? questions.find((one) => !one.answered
    && frame >= one.since - LEAD * tale.fps && frame < one.at + SLACK * tale.fps) : undefined);

  const coverOf = (box) => {
    const one = make('span', '');
    for (const side of ['left', 'top', 'width', 'height']) one.style[side] = `${box[side]}%`;
    return one;
  };
  const draw = (question) => {
    if (drawn === question) return;
    drawn = question;
    covers.replaceChildren(...(question ? question.covers.map(coverOf) : []));
    covers.hidden = !question;
  };
  const write = (text) => { if (line.textContent !== text) line.textContent = text; };

  // Draws what a frame of the film is covered with; whether anything is.
  const show = (frame) => {
    const question = open(frame);
    if (waiting && waiting !== question) waiting = null;
    const told = questions.find((one) => one.answered && frame >= one.since && frame < one.at + STAYS * tale.fps);
    draw(question ?? null);
    button.hidden = !waiting;
    write(waiting ? waiting.asked : told ? `${told.asked} ${told.answer}` : '');
    return Boolean(question);
  };
  // The frame at which a playing film has to stop, once it is there.
  const stopsAt = (frame) => {
    const question = open(frame);
    if (!question || frame < question.at) return -1;
    waiting = question;
    return question.at;
  };
  const answer = () => {
    if (waiting) waiting.answered = true;
    waiting = null;
  };
  // What comes after a place that one goes back to is asked again.
  const forget = (frame) => { for (const one of questions) if (one.since >= frame) one.answered = false; };

  return { show, stopsAt, answer, forget, isWaiting: () => Boolean(waiting) };
};

