const boundary = '----bench-bench-bench-bench-bench';
const fields = { displayName: 'Ana', password: 'correct horse battery staple' };

/** The sign-up form as a browser sends it, written by hand: making it anew each time would take longer than the server. */
export const signUpForm = {
  body: `${Object.entries(fields)
    .map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('')}--${boundary}--\r\n`,
  headers: {
    'content-type': `multipart/form-data; boundary=${boundary}`,
    'sec-fetch-site': 'same-origin',
  },
};
