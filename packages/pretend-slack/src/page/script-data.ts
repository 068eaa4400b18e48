// What the server tells the page's scripts in JSON.

/** Something that happened elsewhere, to be told in the head of the screen. */
export interface News {
  readonly title: string;
  readonly text: string;
  readonly href: string;
  /** What several of them are called, and where one looks at all of them. */
  readonly many: { readonly title: string; readonly href: string };
}

/** Something to choose, under its group's name if it has one. */
export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly description?: string;
  readonly group?: string;
}
