/** Cuts a stream of text into lines, however it arrives; the last one needs its line end. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #parts: string[] = [];

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  take(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#parts.push(text.slice(from, end));
      from = end + 1;
      this.#onLine(this.#parts.splice(0).join(''));
    }
    if (from < text.length) this.#parts.push(text.slice(from));
  }
}
