import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type SourceFile, sourceFiles } from '../support/source-files.ts';

/** The features whose sentences all stand in their texts. */
const FEATURES = [
  'about',
  'workspaces',
  'install',
  'members',
  'settings',
  'sign-in',
  'account',
  'invitations',
  'imports',
  'requests',
  'link-warnings',
  'home',
];

/** Where a feature shows something to people. */
const shows = (feature: string) =>
  sourceFiles(`src/${feature}`).filter(({ path }) =>
    /\/(?:slack|web)\/|\/notices\.tsx$/.test(path),
  );

/** Attributes of pages that nobody reads. */
const MARKUP = new Set(['class', 'style', 'rel', 'accept', 'autocomplete', 'method', 'enctype']);

/** What the platform shows by itself, when something fails. */
const platformShows = sourceFiles('src/platform').filter(
  ({ path }) =>
    /\/web\/(?:[a-z-]+\.tsx|assets\/form\.js)$/.test(path) ||
    /\/slack\/(?:fault|open-modal|unclaimed)\.ts$/.test(path),
);

/** What the platform says to browsers and robots rather than to people. */
const PROTOCOL =
  /: (?:light dark|button other(?: small)?|Disallow: \/…|public, max-age=31536000, immutable)$/;

it('the sentences of the platform stand in its texts only', () => {
  expect(platformShows.length).toBeGreaterThan(4);
  const found = platformShows.flatMap(strays).filter((stray) => !PROTOCOL.test(stray));

  expect(found).toEqual([]);
});

describe.each(FEATURES)('the sentences of %s', (feature) => {
  it('stand in its texts only', () => {
    const files = shows(feature);

    expect(files).not.toEqual([]);
    expect(files.flatMap(strays)).toEqual([]);
  });
});

it.each([
  ["const text = 'Nobody was invited.';", 'Nobody was invited.'],
  ['const text = "Can\'t invite";', "Can't invite"],
  ['const text = plain(`✅ #{who} joined`);', '✅ … joined'],
  ['const text = `#{sent} of #{all} sent`;', '… of … sent'],
  ["const text = ok ? 'All sent.' : '';", 'All sent.'],
  ["const texts = { what: 'a log', title: 'Copy link' };", 'Copy link'],
  ["deps.tell({ err }, 'Please try again.');", 'Please try again.'],
  ['const page = <p>Signed out</p>;', 'Signed out'],
  ['const page = <p>Welcome</p>;', 'Welcome'],
  ['const page = <Field label="Your name" />;', 'Your name'],
  ['const page = <Field hint={`At least #{most} characters`} />;', 'At least … characters'],
])('catches the sentence in %s', (text, stray) => {
  expect(strays(planted(text))).toEqual([`a.tsx: ${stray}`]);
});

it.each([
  "import { a } from './a file.ts';",
  "type Kind = 'of one' | 'of two';",
  "deps.log.warn({ err }, 'Slack did not answer');",
  "reportFault(log, error, { at: 'the Home tab' });",
  "call({ what: 'the warning about a link' }, post);",
  "throw new Error('nobody is there');",
  "const id = 'invitations.copy_link';",
  'const value = `#{channel} #{messageTs}`;',
  'const shown = `⚠️ #{who}: #{why}`;',
  'const page = <div class="tile wide">{text}</div>;',
  "// Nobody was invited.\nconst first = 'Invite';",
])('takes no sentence for one in %s', (text) => {
  expect(strays(planted(text))).toEqual([]);
});

/** A file with this text, in which `#{…}` is what is put into a template. */
function planted(text: string): SourceFile {
  return { path: 'a.tsx', text: text.replaceAll('#{', '${') };
}

/** Every text of a file that reads like something for people. */
function strays({ path, text }: SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isForNobody(node)) return;
    if (ts.isJsxText(node)) {
      const shown = node.text.trim().replace(/\s+/g, ' ');
      if (wordsOf(shown).length > 0) found.push(`${path}: ${shown}`);
    }
    const literal = literalOf(node);
    if (literal !== undefined && isSentence(literal)) found.push(`${path}: ${literal}`);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** Imports, types, markup, and what goes into the log. */
function isForNobody(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) {
    return true;
  }
  if (ts.isJsxAttribute(node)) return MARKUP.has(node.name.getText());
  if (ts.isPropertyAssignment(node)) return node.name.getText() === 'what';
  if (ts.isNewExpression(node)) return node.expression.getText().endsWith('Error');
  return (
    ts.isCallExpression(node) &&
    /\blog\.[a-z]+$|^(report(Background)?Fault|watchRepeated)$/.test(node.expression.getText())
  );
}

/** A text as it is written, with "…" for what is put into it. */
function literalOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => /^\p{P}*\p{L}[\p{L}'’-]*\p{P}*$/u.test(word));
}

/** Two words, or one beside what is put in. */
function isSentence(text: string): boolean {
  const words = wordsOf(text).length;
  const put = text.split(/\s+/).filter((word) => /^\p{P}*…\p{P}*$/u.test(word)).length;
  return words > 0 && words + put > 1;
}
