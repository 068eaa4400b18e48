/**
 * A boundary (RFC 2046 §5.1.1): at most 70 of these signs, and no blank at the end. It is searched for in all that is
 * sent, and a search for a long one takes as many steps as both lengths multiplied.
 */
const goodBoundary = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/;

/** Whether a form is sent in parts, by its content type (RFC 7578 §4.1). */
export function isInParts(contentType: string): boolean {
  return /^multipart\/form-data\s*(;|$)/i.test(contentType);
}

/** The boundary of a form that is sent in parts; undefined when there is none, or none as it may be. */
export function boundaryOf(contentType: string): string | undefined {
  if (!isInParts(contentType)) return undefined;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain ?? '';
  return goodBoundary.test(boundary) ? boundary : undefined;
}

/**
 * Takes the files out of a multipart form, without a copy: in its place each has its number, so that what is
 * left is small, and can be read like any form. Looks at not many more than `max` parts. `isCut`: the end is
 * missing, so the last part is not whole.
 */
export function takeFilesOut(
  body: Buffer,
  boundary: string,
  max: number,
  isCut: boolean,
): { form: Buffer<ArrayBuffer>; files: Buffer[]; parts: number } {
  const mark = Buffer.from(`\r\n--${boundary}`);
  const kept: Uint8Array[] = [];
  const files: Buffer[] = [];
  let keptUntil = 0;
  let parts = 0;
  for (let head = 0; parts <= max; parts += 1) {
    const headEnd = body.indexOf('\r\n\r\n', head);
    if (headEnd < 0) break;
    const start = headEnd + 4;
    const next = body.indexOf(mark, start);
    const end = next < 0 ? body.length : next;
    if (isFile(body.subarray(head, headEnd))) {
      kept.push(body.subarray(keptUntil, start), Buffer.from(`${files.length}`));
      files.push(body.subarray(start, end));
      keptUntil = end;
    }
    if (next < 0) break;
    head = next + mark.length;
  }
  kept.push(body.subarray(keptUntil));
  if (isCut) kept.push(Buffer.from(`\r\n--${boundary}--\r\n`));
  return { form: Buffer.concat(kept), files, parts };
}

/** Whether the part with this head is a file. */
function isFile(head: Buffer): boolean {
  return /\bfilename\*?\s*=/i.test(head.toString('latin1', 0, 4096));
}
