import { encode } from 'uqr';

/** A QR code to be drawn: a square of so many modules a side, and the dark ones as the path of an SVG. */
export interface QrCode {
  readonly side: number;
  readonly path: string;
}

/** The light edge without which cameras don't find it (ISO/IEC 18004). */
const edge = 4;

/** Draws a text as a QR code. */
export function qrCode(text: string): QrCode {
  const { data, size } = encode(text, { ecc: 'M', border: edge });
  const rows = data.map((row, y) =>
    [
      ...row
        .map((dark) => (dark ? '#' : ' '))
        .join('')
        .matchAll(/#+/g),
    ]
      .map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`)
      .join(''),
  );
  return { side: size, path: rows.join('') };
}
