/** Nobody has more people than that to invite at once; what is longer is a mistake, or meant to do harm. */
export const maxListRows = 5000;
/** As many as Slack takes with a dialog. https://docs.slack.dev/reference/block-kit/block-elements/file-input-element */
export const maxListBytes = 10 * 1_048_576;

/** Why a file can't be read as a list of people. */
export type ListFileProblem =
  | {
      readonly why:
        | 'empty'
        | 'too_large'
        | 'too_many_rows'
        /** A workbook (.xlsx, .xls, .ods, .numbers), which can be saved as CSV. */
        | 'spreadsheet'
        /** A picture, a PDF, an archive. */
        | 'not_text'
        /** What a server shows instead of a file to whoever isn't signed in. */
        | 'web_page'
        | 'no_addresses';
    }
  /** A quote opens in this line and isn't closed, so that nobody knows where its row ends. */
  | { readonly why: 'unclosed_quote'; readonly line: number };
