/** What is said while a browser asks for a passkey. */
export const passkeyTexts = {
  notMade: 'No passkey was made. Try again, or choose another way.',
  notChosen: 'No passkey was chosen. Try again, or sign in another way.',
  thereAlready: 'This device has a passkey for this account already.',
  notHere: "This browser can't use passkeys here. Choose another way.",
  notNow: "That didn't work right now. Try again in a few minutes.",
};
