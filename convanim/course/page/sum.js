// The sum beneath the picture, one multiply-add after the other.

const MOST_ROWS = 6; // so many finished channels are written out; those before them are told as one sum

const factor = (text) => (/^[−-]/.test(text) ? `(${text})` : text);

const fill = (text, given) => text.replace(/\{(\w+)\}/g, (_, name) => given[name]);

const makeSum = (panel, words) => {
  // Rounded sums say that they are.
  const soFar = (step) => (step.sign === '=' ? words.soFar : `${words.soFar} ${step.sign}`);

  const formula = panel.querySelector('.formula');
  const spoken = panel.querySelector('.spoken');
  const idle = formula.firstElementChild;

  const termOf = (step, i, done) => {
    const item = make('li', i % step.taps ? '' : 'first');
    item.classList.toggle('later', i >= done);
    item.classList.toggle('now', i === done - 1);
    const read = make('span', step.padding?.includes(i) ? 'padding' : '', factor(step.x[i]));
    if (read.className) read.title = words.padding;
    item.append(read, `·${factor(step.w[i])}`);
    return item;
  };

  const rowOf = (step, row, done) => {
    const line = make('div', 'row');
    const terms = make('ol', 'terms');
    const end = (row + 1) * step.taps;
    for (let i = row * step.taps; i < end; i += 1) terms.append(termOf(step, i, done));
    const part = step.rows.length > 1 && done >= end ? `${soFar(step)} ${step.sums[end - 1]}` : '';
    line.append(make('span', 'who', step.rows[row]), terms, make('span', 'part', part));
    return line;
  };

  const resultOf = (step, done, where) => {
    const whole = done >= lengthOf(step);
    const line = make('p', whole ? 'result whole' : 'result');
    const value = whole ? step.total : step.sums[done - 1] ?? '0';
    line.append(
      make('span', 'name', step.name),
      make('span', 'dim', whole ? step.sign : soFar(step)),
      make('span', 'value', value),
      make('span', 'where', where),
    );
    return line;
  };

  const say = (step, done) => {
    const whole = `${step.name} ${step.sign} ${step.total}`;
    if (done > step.products.length) return fill(words.plusBias, { bias: step.bias, end: whole });
    if (!done) return whole;
    const [x, w, product] = [step.x, step.w, step.products].map((column) => column[done - 1]);
    const end = done >= lengthOf(step) ? whole : `${soFar(step)} ${step.sums[done - 1]}`;
    return fill(words.times, { x: factor(x), w: factor(w), sign: step.sign, product, end });
  };

  const show = (step, done, place, count, aloud) => {
    if (!step) {
      formula.replaceChildren(idle);
      return;
    }
    const reached = Math.max(0, Math.ceil(Math.min(done, step.products.length) / step.taps) - 1);
    const from = Math.max(0, reached - MOST_ROWS + 1);
    const lines = [];
    if (from) {
      const line = make('div', 'row');
      const told = { first: step.first, last: step.first + from - 1 };
      const names = make('span', 'who', from > 1 ? fill(words.channels, told) : step.rows[0]);
      line.append(names, make('span', ''), make('span', 'part', `${soFar(step)} ${step.sums[from * step.taps - 1]}`));
      lines.push(line);
    }
    if (step.products.length) for (let row = from; row <= reached; row += 1) lines.push(rowOf(step, row, done));
    if (step.bias !== undefined && done > step.products.length) {
      const line = make('div', 'row');
      const terms = make('ol', 'terms');
      terms.append(make('li', 'now', factor(step.bias)));
      line.append(make('span', 'who', words.bias), terms, make('span', ''));
      lines.push(line);
    }
    const all = lengthOf(step);
    const terms = step.products.length;
    const part = all ? `, ${fill(words.term, { term: Math.min(done, terms), terms })}` : '';
    lines.push(resultOf(step, done, `${fill(words.place, { place: place + 1, count })}${part}`));
    if (step.padding) {
      const note = make('p', 'note');
      const [before, after] = words.isPadding.split('{value}');
      note.append(before, make('span', 'padding', step.x[step.padding[0]]), after);
      lines.push(note);
    }
    formula.replaceChildren(...lines);
    if (aloud) spoken.textContent = say(step, done);
  };

  return { show };
};

// How often one can press until a step's sum is complete; a bias counts as one more.
const lengthOf = (step) => step.products.length + (step.bias === undefined ? 0 : 1);

