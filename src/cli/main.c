/* The rlif command. */
int
main (void)
{
  return 0;
}
