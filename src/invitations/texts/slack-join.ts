/** For an invitee whose address in Slack doesn't prove that the invitation is theirs. A sentence comes in pieces. */
export const slackJoinTexts = {
  title: 'Slack knows another address',
  differs: {
    other_address: <Piece>(invited: Piece, inSlack: Piece) => [
      'Your invitation is for ',
      invited,
      ', but in Slack you are ',
      inSlack,
      '.',
    ],
    no_address: <Piece>(invited: Piece) => [
      'Your invitation is for ',
      invited,
      ", and Slack didn't tell us your email address.",
    ],
    address_not_verified: <Piece>(invited: Piece) => [
      'Your invitation is for ',
      invited,
      ", and Slack hasn't verified that this address is yours.",
    ],
  },
  instead: <Piece>(invited: Piece) => [
    'You can still join as ',
    invited,
    ': go back and pick another way. Nothing has changed so far, and your link still works.',
  ],
};
