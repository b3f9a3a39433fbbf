(function () {
  const narrow = () => window.matchMedia('(max-width: 860px)').matches;

  /** One report: its entries, its text, and what is chosen in them. */
  class Report {
    constructor(element) {
      this.element = element;
      this.column = element.querySelector('.column');
      this.sheet = element.querySelector('.sheet');
      this.now = element.querySelector('.now');
      this.steps = element.querySelector('.steps');
      this.dock = element.querySelector('.dock');
      this.entries = all('.entry', element);
      this.marks = all('.sheet .mark', element);
      this.words = new Map();
      this.chosen = null;
      this.trail = [];
      this.place = 0;
      this.prepareFilters();
      this.prepareEntries();
      this.prepareText();
      this.prepareJump();
      this.roveEntries(this.entries[0]);
      this.roveMarks(this.marks[0]);
    }

    // Filters -------------------------------------------------------------------------------------------------------

    prepareFilters() {
      this.filters = this.element.querySelector('.filters');
      this.filters.hidden = false;
      this.search = this.filters.querySelector('.words');
      this.group = this.filters.querySelector('.group');
      this.reset = this.filters.querySelector('.reset');
      this.boxes = all('input[type=checkbox]', this.filters);
      this.filters.addEventListener('input', () => this.filter());
      this.reset.addEventListener('click', () => { this.clear(); this.search.focus(); });
      this.groupButtons = all('.bars li', this.element).map((bar) => {
        const name = bar.querySelector('.bar-name');
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = name.textContent;
        button.dataset.group = bar.dataset.group;
        button.title = '只看这一组';
        button.setAttribute('aria-pressed', 'false');
        button.addEventListener('click', () => {
          this.group.value = this.group.value === button.dataset.group ? '' : button.dataset.group;
          this.filter();
        });
        name.textContent = '';
        name.append(button);
        return button;
      });
    }

    filter() {
      const picked = {};
      for (const box of this.boxes) if (box.checked) (picked[box.name] = picked[box.name] || []).push(box.value);
      const words = fold(this.search.value).split(/\s+/).filter(Boolean);
      const fits = (entry) => {
        const data = entry.dataset;
        if (picked.tone && !picked.tone.includes(data.tone)) return false;
        if (picked.severity && !picked.severity.includes(data.severity)) return false;
        if (picked.firm && !picked.firm.includes(data.firm)) return false;
        if (picked.step && !data.step) return false;
        if (this.group.value && this.group.value !== data.group) return false;
        return words.every((word) => this.wordsOf(entry).includes(word));
      };
      let count = 0;
      for (const entry of this.entries) {
        entry.hidden = !fits(entry);
        if (!entry.hidden) count += 1;
      }
      for (const block of all('.block', this.column)) {
        const shown = all('.entry:not([hidden])', block).length;
        block.hidden = !shown;
        block.querySelector('.n').textContent = String(shown);
      }
      const filtered = Boolean(Object.keys(picked).length || words.length || this.group.value);
      this.reset.disabled = !filtered;
      this.element.querySelector('.shown').textContent = filtered
        ? `已筛选：显示 ${count} 条，共 ${this.entries.length} 条` : '';
      this.element.querySelector('.nothing').hidden = Boolean(count);
      for (const button of this.groupButtons) {
        button.setAttribute('aria-pressed', String(button.dataset.group === this.group.value));
      }
      const current = this.entries.find((entry) => this.pick(entry).tabIndex === 0);
      if (!current || current.hidden) this.roveEntries(this.visible()[0]);
    }

    wordsOf(entry) {
      if (!this.words.has(entry)) this.words.set(entry, fold(entry.textContent));
      return this.words.get(entry);
    }

    clear() {
      for (const box of this.boxes) box.checked = false;
      this.search.value = '';
      this.group.value = '';
      this.filter();
    }

    visible() { return this.entries.filter((entry) => !entry.hidden); }

    // Entries -------------------------------------------------------------------------------------------------------

    pick(entry) { return entry.querySelector('.pick'); }

    prepareEntries() {
      for (const entry of this.entries) {
        for (const quote of all('a.quote', entry)) quote.tabIndex = -1;
        this.pick(entry).tabIndex = -1;
      }
      this.column.addEventListener('click', (event) => {
        const entry = event.target.closest('.entry');
        if (!entry || event.ctrlKey || event.metaKey || event.shiftKey) return;
        const quote = event.target.closest('a.quote');
        if (event.target.closest('a')) event.preventDefault();
        else if (String(window.getSelection())) return;
        this.choose(entry, quote ? all('a.quote', entry).indexOf(quote) : 0);
      });
      this.column.addEventListener('keydown', (event) => {
        const entry = event.target.closest('.entry');
        if (!entry || event.ctrlKey || event.metaKey || event.altKey) return;
        const list = this.visible();
        const at = list.indexOf(entry);
        const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[event.key];
        if (next !== undefined) {
          event.preventDefault();
          const to = list[Math.max(0, Math.min(next, list.length - 1))];
          this.choose(to, 0);
          this.pick(to).focus();
        } else if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          const quote = event.target.closest('a.quote');
          this.choose(entry, quote ? all('a.quote', entry).indexOf(quote) : 0);
          if (this.trail.length) this.trail[this.place].focus();
        }
      });
      all('.to-entry', this.element).forEach((link) => link.addEventListener('click', (event) => {
        event.preventDefault();
        const entry = document.getElementById(link.hash.slice(1));
        this.reveal(entry);
        this.pick(entry).focus();
      }));
    }

    /** On a narrow screen entries and text lie far apart: lead back to the chosen entry. */
    prepareJump() {
      this.element.querySelector('.jump a').addEventListener('click', (event) => {
        if (!this.chosen) return;
        event.preventDefault();
        this.chosen.scrollIntoView();
        this.pick(this.chosen).focus({ preventScroll: true });
      });
    }

    roveEntries(entry) {
      if (!entry) return;
      for (const other of this.entries) {
        this.pick(other).tabIndex = other === entry ? 0 : -1;
        for (const quote of all('a.quote', other)) quote.tabIndex = other === entry ? 0 : -1;
      }
    }

    /** Marks an entry and the sentences it rests on; shows the sentence at `place`. */
    choose(entry, place) {
      this.closeDock();
      if (this.chosen) {
        this.chosen.classList.remove('is-chosen');
        this.pick(this.chosen).removeAttribute('aria-current');
        for (const quote of all('.quote', this.chosen)) quote.classList.remove('is-here');
      }
      this.chosen = entry;
      entry.classList.add('is-chosen');
      this.pick(entry).setAttribute('aria-current', 'true');
      this.roveEntries(entry);
      for (const mark of this.marks) mark.classList.toggle('is-hot', mark.dataset.owners.split(' ').includes(entry.id));
      this.trail = all('a.quote', entry).map((quote) => document.getElementById(quote.hash.slice(1)));
      this.show(place || 0);
      this.keepInView(entry);
    }

    /** Shows one of the sentences of the chosen entry. */
    show(place) {
      const name = this.chosen.querySelector('.name').textContent;
      this.place = place;
      this.steps.hidden = this.trail.length < 2;
      for (const mark of this.marks) mark.classList.remove('is-here');
      const several = this.trail.length > 1;
      all('a.quote', this.chosen).forEach((quote, at) => quote.classList.toggle('is-here', several && at === place));
      if (!this.trail.length) {
        this.now.textContent = `${name}：全文没有可引的原文`;
        return;
      }
      const mark = this.trail[place];
      this.now.textContent = `${name}：原文 ${place + 1}/${this.trail.length}`;
      mark.classList.add('is-here');
      this.roveMarks(mark);
      this.scrollTo(mark);
    }

    /** Clears the filters if they hide an entry, then chooses it. */
    reveal(entry) {
      if (entry.hidden) this.clear();
      this.choose(entry, 0);
    }

    keepInView(entry) {
      if (narrow()) return;
      const box = entry.getBoundingClientRect();
      const top = this.filters.getBoundingClientRect().bottom + 12;
      const below = box.bottom + 12 - window.innerHeight;
      if (box.top < top) window.scrollBy(0, box.top - top);
      else if (below > 0) window.scrollBy(0, Math.min(below, box.top - top));
    }

    // Text ----------------------------------------------------------------------------------------------------------

    prepareText() {
      for (const mark of this.marks) mark.tabIndex = -1;
      this.sheet.addEventListener('click', (event) => {
        const mark = event.target.closest('.mark');
        if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.open(mark);
      });
      this.sheet.addEventListener('keydown', (event) => {
        const mark = event.target.closest('.mark');
        if (!mark || event.ctrlKey || event.metaKey || event.altKey) return;
        const at = this.marks.indexOf(mark);
        const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0,
          End: this.marks.length - 1 }[event.key];
        if (next !== undefined) {
          event.preventDefault();
          const to = this.marks[Math.max(0, Math.min(next, this.marks.length - 1))];
          this.roveMarks(to);
          to.focus({ preventScroll: true });
          this.scrollTo(to);
        } else if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          this.open(mark);
          this.dock.querySelector('a').focus();
        }
      });
      this.dock.querySelector('.close').addEventListener('click', () => this.leaveDock());
      this.dock.addEventListener('keydown', (event) => {
        const links = all('a', this.dock);
        const at = links.indexOf(event.target);
        const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
        if (next === undefined || at < 0) return;
        event.preventDefault();
        links[Math.max(0, Math.min(next, links.length - 1))].focus();
      });
      this.steps.querySelector('.previous').addEventListener('click', () => this.turn(-1));
      this.steps.querySelector('.next').addEventListener('click', () => this.turn(1));
    }

    turn(by) { this.show((this.place + by + this.trail.length) % this.trail.length); }

    roveMarks(mark) {
      for (const other of this.marks) other.tabIndex = other === mark ? 0 : -1;
    }

    /** Lists the entries that rest on a sentence. */
    open(mark) {
      const owners = mark.dataset.owners.split(' ').map((id) => document.getElementById(id));
      for (const entry of this.entries) entry.classList.toggle('is-linked', owners.includes(entry));
      for (const other of this.marks) other.classList.toggle('is-here', other === mark);
      this.roveMarks(mark);
      this.from = mark;
      this.dock.querySelector('.dock-title').textContent = `这一句关系到 ${owners.length} 条`;
      this.dock.querySelector('ul').replaceChildren(...owners.map((entry) => {
        const item = document.createElement('li');
        const link = document.createElement('a');
        link.href = '#' + entry.id;
        for (const part of ['.icon', '.verdict', '.name']) {
          link.append(this.pick(entry).querySelector(part).cloneNode(true));
        }
        link.className = `t-${entry.dataset.tone}`;
        link.addEventListener('click', (event) => {
          event.preventDefault();
          this.reveal(entry);
          this.pick(entry).focus({ preventScroll: !narrow() });
        });
        item.append(link);
        return item;
      }));
      this.dock.hidden = false;
      const first = owners.find((entry) => !entry.hidden);
      if (first && !narrow()) this.keepInView(first);
      if (!narrow()) this.scrollTo(mark, true);
    }

    closeDock() {
      this.dock.hidden = true;
      for (const entry of this.entries) entry.classList.remove('is-linked');
    }

    leaveDock() {
      this.closeDock();
      if (this.from) this.from.focus({ preventScroll: true });
    }

    /** Puts a sentence a third down the sheet; with `gently` only if it is out of sight. */
    scrollTo(mark, gently) {
      if (narrow()) {
        mark.scrollIntoView({ block: 'center' });
        return;
      }
      const box = mark.getBoundingClientRect();
      const frame = this.sheet.getBoundingClientRect();
      if (gently && box.top >= frame.top && box.bottom <= frame.bottom) return;
      this.sheet.scrollTop += box.top - frame.top - frame.height / 3;
    }

    /** Escape: out of the list of entries, out of the text, out of the filters. */
    escape(target) {
      if (!this.dock.hidden) this.leaveDock();
      else if (this.sheet.contains(target) && this.chosen) this.pick(this.chosen).focus({ preventScroll: true });
      else if (this.filters.contains(target) && !this.reset.disabled) this.clear();
    }
  }

  const elements = all('.report');
  const made = new Map();
  const overview = document.getElementById('overview');
  const name = document.title;
  let open = null;

  /** The report of this id, brought to life when it is first opened. */
  function report(id) {
    const element = elements.find((one) => one.id === id);
    if (element && !made.has(id)) made.set(id, new Report(element));
    return made.get(id) || null;
  }

  /** Opens what the address asks for: the overview, a report, an entry or a sentence of one. */
  function navigate() {
    const id = location.hash.slice(1);
    open = report(id.split('-')[0]) || (overview ? null : report(elements[0].id));
    if (overview) {
      overview.classList.toggle('is-open', !open);
      for (const element of elements) element.classList.toggle('is-open', Boolean(open) && element === open.element);
    }
    document.title = open ? `${open.element.querySelector('h1').textContent} ${name}` : name;
    const target = id && document.getElementById(id);
    if (!open || !target) return;
    if (target === open.element) window.scrollTo(0, 0);
    else if (target.classList.contains('entry')) open.reveal(target);
    else if (target.classList.contains('mark')) open.open(target);
    else target.focus();
  }

  /** Links from each report to the one before and the one after it. */
  function neighbours() {
    elements.forEach((element, at) => {
      [['上一份', elements[at - 1]], ['下一份', elements[at + 1]]].forEach(([text, other]) => {
        if (!other) return;
        const link = document.createElement('a');
        link.href = '#' + other.id;
        link.textContent = text;
        element.querySelector('.near').append(link);
      });
    });
  }

  document.addEventListener('keydown', (event) => {
    if (!open || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches('input[type=search], select');
    if (event.key === '/' && !typing) {
      event.preventDefault();
      open.search.focus();
    } else if (event.key === 'Escape') {
      open.escape(event.target);
    } else if (event.key === 'ArrowDown' && event.target === open.search) {
      const first = open.visible()[0];
      if (!first) return;
      event.preventDefault();
      open.choose(first, 0);
      open.pick(first).focus({ preventScroll: true });
    }
  });
  window.addEventListener('hashchange', navigate);

  root.classList.add('js');
  if (overview) {
    root.classList.add('many');
    document.querySelector('.pages').prepend(overview);
    neighbours();
    all('.reports').forEach(sortable);
  }
  navigate();
}());
