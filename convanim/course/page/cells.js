// The numbers of the stopped picture: each a button over it, that says which number it is.

const REACH = 0.022; // as far from a number as one may point, in widths of the picture

const makeCells = (stage) => {
  const layer = stage.querySelector('.cells');
  const tip = stage.querySelector('.tip');
  let shown = [];
  let active = -1;

  const centre = ({ box }) => [box[0] + box[2] / 2, box[1] + box[3] / 2];
  const ratio = () => stage.clientHeight / stage.clientWidth;

  // Room around a number, so that what marks it does not cover it; about as large as its cell.
  const around = ([left, top, width, height]) => {
    const air = 0.55 * height;
    const wide = Math.max(width + 2 * air * ratio(), (height + 2 * air) * ratio());
    return [left + width / 2 - wide / 2, top - air, wide, height + 2 * air];
  };

  const placeTip = (number) => {
    const [left, top, width, height] = number.box;
    tip.textContent = number.label;
    tip.hidden = false;
    const space = stage.clientWidth - tip.offsetWidth - 4;
    const middle = (left + width / 2) * stage.clientWidth - tip.offsetWidth / 2;
    const above = top * stage.clientHeight - tip.offsetHeight - 18;
    tip.style.left = `${Math.max(4, Math.min(space, middle))}px`;
    tip.style.top = `${above >= 4 ? above : (top + height) * stage.clientHeight + 18}px`;
  };

  const point = (place) => {
    layer.children[active]?.classList.remove('on');
    active = place;
    if (place < 0) {
      tip.hidden = true;
      return;
    }
    layer.children[place].classList.add('on');
    placeTip(shown[place]);
  };

  const rove = (place) => {
    for (const cell of layer.querySelectorAll('[tabindex="0"]')) cell.tabIndex = -1;
    if (layer.children[place]) layer.children[place].tabIndex = 0;
  };

  const clear = () => {
    if (!shown.length) return;
    // The focus must not fall out of the player when its cell goes.
    if (layer.contains(document.activeElement)) stage.focus({ preventScroll: true });
    point(-1);
    shown = [];
    layer.replaceChildren();
    layer.hidden = true;
  };

  const show = (numbers) => {
    clear();
    // Line by line, as one reads.
    shown = [...numbers].sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0]);
    layer.append(...shown.map((number) => {
      const cell = make('button', 'cell');
      cell.type = 'button';
      cell.tabIndex = -1;
      cell.setAttribute('aria-label', number.label.replaceAll('\n', ', '));
      const ring = around(number.box);
      ['left', 'top', 'width', 'height'].forEach((side, i) => { cell.style[side] = `${ring[i] * 100}%`; });
      return cell;
    }));
    layer.hidden = !shown.length;
    rove(0);
  };

  // The number nearest to a place of the picture, or -1 where none is near.
  const nearest = (event) => {
    const frame = stage.getBoundingClientRect();
    const x = (event.clientX - frame.left) / frame.width;
    const y = (event.clientY - frame.top) / frame.height;
    let best = -1;
    let least = REACH;
    shown.forEach(({ box }, place) => {
      const across = Math.max(box[0] - x, 0, x - box[0] - box[2]);
      const down = Math.max(box[1] - y, 0, y - box[1] - box[3]) * ratio();
      const away = Math.hypot(across, down);
      if (away < least) [best, least] = [place, away];
    });
    return best;
  };

  // The nearest number in a direction: what is off the straight way counts double.
  const beside = (place, [dx, dy]) => {
    const from = centre(shown[place]);
    let best = place;
    let least = Infinity;
    shown.forEach((number, other) => {
      const to = centre(number);
      const step = [to[0] - from[0], (to[1] - from[1]) * ratio()];
      const ahead = step[0] * dx + step[1] * dy;
      const aside = Math.abs(step[0] * dy) + Math.abs(step[1] * dx);
      if (ahead > 1e-3 && aside <= 2 * ahead && ahead + 2 * aside < least) [best, least] = [other, ahead + 2 * aside];
    });
    return best;
  };

  const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  layer.addEventListener('keydown', (event) => {
    const place = [...layer.children].indexOf(event.target);
    if (place < 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === 'Escape') stage.focus({ preventScroll: true });
    else if (event.key in WAYS) layer.children[beside(place, WAYS[event.key])].focus();
    else if (event.key === 'Home') layer.firstChild.focus();
    else if (event.key === 'End') layer.lastChild.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  layer.addEventListener('focusin', (event) => {
    const place = [...layer.children].indexOf(event.target);
    rove(place);
    point(place);
  });
  layer.addEventListener('focusout', () => point(-1));
  stage.addEventListener('pointermove', (event) => point(nearest(event)));
  stage.addEventListener('pointerleave', () => point(-1));
  addEventListener('resize', () => { if (active >= 0) placeTip(shown[active]); });

  return { show, clear, point, nearest };
};

