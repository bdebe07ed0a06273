module.exports = () => {
  throw new Error('left out on purpose')
}
