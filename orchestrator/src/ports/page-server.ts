/** Serves pages to the browsers of this machine and to nobody else. */
export interface PageServer {
  /** Listens on loopback; port 0: a free one. Throws LAB_PORT_IN_USE, LAB_VALUE_INVALID. */
  listen(port: number, answer: Answer): Promise<OpenPages>;
}

/** Never rejects: what goes wrong is a page, too. */
export type Answer = (request: PageRequest) => Promise<PageReply>;

export interface OpenPages extends AsyncDisposable {
  /** Without a slash at its end: `http://127.0.0.1:41234`. */
  readonly url: string;
}

export interface PageRequest {
  /** As it was asked for, nothing decoded: `/runs/20261123-101530-ramp-k3f9`. */
  readonly path: string;
  readonly query: URLSearchParams;
}

export type PageReply =
  | {
      readonly kind: 'text';
      readonly status: number;
      readonly type: 'html' | 'css' | 'javascript';
      readonly text: string;
      /** A page that says itself what it may do, since it is also a file that needs no other. */
      readonly isWhole?: boolean;
    }
  | { readonly kind: 'moved'; readonly to: string }
  /** Server-sent events; the next one is asked for when the client has taken the one before. */
  | { readonly kind: 'events'; readonly follow: (signal: AbortSignal) => AsyncIterable<PageEvent> };

export interface PageEvent {
  readonly name: string;
  readonly data: string;
}
