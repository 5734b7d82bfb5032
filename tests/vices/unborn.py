"""Its import never returns."""

print("being born", flush=True)
while True:
    pass
