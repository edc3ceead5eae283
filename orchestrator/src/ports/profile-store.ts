/** Keeps profiles, each in a folder of its own that appears when it is whole. */
export interface ProfileStore {
  /** `name`: of its folder. `leftOut`: what an interrupted lab had left half made, and was removed now. */
  open(name: string): Promise<OpenProfile & { readonly leftOut: readonly string[] }>;
  /** Removes what labs that are gone had left half made. Gives the paths. */
  sweep(): Promise<readonly string[]>;
}

/** A profile that is being made. Disposing it removes it, unless it was finished. */
export interface OpenProfile extends AsyncDisposable {
  /** Where its files are until then. */
  readonly draft: string;
  writeText(name: string, text: string): Promise<void>;
  /** Makes it appear, in `folder`. */
  finish(): Promise<void>;
  readonly folder: string;
}
