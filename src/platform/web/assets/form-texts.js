/** What forms say while somebody fills them in. */
export const formTexts = {
  show: 'Show',
  hide: 'Hide',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  passwordShown: 'Your password is shown.',
  passwordHidden: 'Your password is hidden.',
  /** @param {number} count */
  moreCharacters: (count) => (count === 1 ? '1 more character.' : `${count} more characters.`),
  longEnough: 'Long enough.',
  strong: 'Strong.',
  pictureShown: 'This is how your picture will look.',
  pictureUnseen: "This browser can't show your picture. It will be sent as it is.",
  pictureIsHeic:
    "This is a HEIC picture, the kind iPhones take, and we can't read those, so it's left out. Save it as JPEG, or choose another one.",
  pictureTooLarge: "This picture is larger than 20 MB, so it's left out. Choose a smaller one.",
  notAPicture:
    "We can't use this file as a picture, so it's left out. Choose a PNG, JPEG or WebP file.",
};
