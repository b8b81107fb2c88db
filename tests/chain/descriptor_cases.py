"""Descriptors of every form that an office can watch, on the training chain, with the addresses of Bitcoin Core."""

# Public keys at m/48h/1h/0h/2h of the master keys from the seeds 32 x 0x01 to 32 x 0x06.
KEYS = (
    (
        "[4ba43603/48h/1h/0h/2h]tpubDDwf2gdFxFahr9RUtDQCuZmsx34CfdZ7RALAirwC2FG"
        "eLBzW1TDiEpqFeRdxLdZD7rfsbZHYwSaT6CLM3TAcYRw6xfRv4U6KCQt4Zuhvjkz"
    ),
    (
        "[8dfc9b34/48h/1h/0h/2h]tpubDEXiq2SVhhqALktxfVFgj3C9M3T2G7xL11iezYg2LJA"
        "f245YkNyqp2K9TrvHABDCp2232k34UegU4aKEtUZNigit8EEqoLNe2JKMzMiLwYq"
    ),
    (
        "[56c4fac3/48h/1h/0h/2h]tpubDEg3kqr2jo5ergkJbFqRHvCpiob7wR7Hi44J7y987G1"
        "JZfbzBND77XKTyPZzGvh3uyDf8kexMJnFD9W8FuraJ4wLMsx6YuZVXRSRRcx6QdD"
    ),
    (
        "[83bfab59/48h/1h/0h/2h]tpubDEeDAFdob3LJDkTRZgpjYWBgUDN5DQTz5VgzrGW2bAB"
        "Wm3cu365PEqTZJfaeTJKvnnWfVqb1j7qcjzXgQ5y54BBcyyZfkTuPNREB3r4UeoD"
    ),
    (
        "[6e37edb9/48h/1h/0h/2h]tpubDE4CYsWtymYFQ6vKa1aBYUDn8DQxNCMNBYRXN6LxbPi"
        "W2RuQfYsjHnYLeTBsYSsK7Z1LvpjGWPz3YmUL8nEcGpCf9NJcyUoDn7TFSvdUaZJ"
    ),
    (
        "[dd681ac1/48h/1h/0h/2h]tpubDEQcccXBoxQm48MThCesNn6NSPTTPDibZJVyYyFXAwD"
        "AhV79HRVpBodRJpfpAZ3Lwp2DQNHeuPycqVbdgwTiCTykaZLiX2LYTRgTn6s65At"
    ),
)
_PLACES = dict(zip("ABCDEF", [f"{key}/<0;1>/*" for key in KEYS], strict=True))


def filled(template: str) -> str:
    """The descriptor with keys in place of the letters in angle brackets."""
    for letter, key in _PLACES.items():
        template = template.replace(f"<{letter}>", key)
    return template


# Template, the first receiving address, the third change address.
CASES = (
    ("wpkh(<A>)",
     "bcrt1qftuah3pa6u6ujsq4zw9nlppkzwnqlj0dsms29j", "bcrt1qwut5gkdtphrqr880szxvnjxsq5zpykuw8w7lca"),
    ("pkh(<A>)",
     "mnMPcihoSWZmKnbHfMbdN448zK2ZEkrftg", "mrNeaW1BjXHGzHrHYWT9fufzAAUwzFedxo"),
    ("sh(wpkh(<A>))",
     "2Mt2PDPb3S14ATJjYkMAYT7F9gFWERKYShX", "2N59fr6JRAcHEnBv6TUc7C8MhyztxoWinP9"),
    ("sh(multi(2,<A>,<B>,<C>))",
     "2N2YRBWpbQPyvkAHHCiYMAsW7MixttgGkuP", "2N1s5RanAsACPovBqCV4HJTD8nEtpjTqxm5"),
    ("sh(wsh(multi(2,<A>,<B>,<C>)))",
     "2MyhSZcvZswR26RxqNWQ6ecrQMBynvv5bLr", "2N3ZaSUQ7P18WiibqwoJ4pfj5fhh4Jp5ieB"),
    ("sh(wsh(sortedmulti(2,<A>,<B>,<C>)))",
     "2MvFe56sSJ1MxM1cSELwts5mN2qdJnHth2U", "2N7AzEbw76GtJCzr42fNhiYVKVqw5oWHfAp"),
    ("wsh(sortedmulti(2,<A>,<B>,<C>))",
     "bcrt1qkpad42v3wkkt9hfww7vs7udr72pm32vyz5kgphkjm5m3z57pgz0swjhzs8",
     "bcrt1q5d0fctp3n0uxw7p04y7d2cy59aetas3j23edpugpkkxc8nfmj2pstd2etr"),
    ("wsh(or_i(and_v(v:multi(2,<D>,<E>),older(6)),multi(2,<A>,<B>,<C>)))",
     "bcrt1qqpf7dewpa34z5cxq4mshf5xc37ahuhqtf3ryysttp0p3st5sfgzsjrpkpy",
     "bcrt1q2ktvmm94vgqzzwcstzypeacm8dl0vdtyuj06j9fym9qnnxeg422qxlrs3u"),
    ("wsh(or_d(multi(2,<A>,<B>,<C>),and_v(v:thresh(2,pkh(<D>),a:pkh(<E>),a:pkh(<F>)),older(52560))))",
     "bcrt1qdlqzvjhaxlddvd96dx6snkg5z2739sz7cgycasg90cgcmnueer5sr9lr7c",
     "bcrt1qpx830jvsvqxf0khh4da90fumh6s93h5e6g8jaz6dexc5ppg68csq3qlz95"),
    ("wsh(andor(pk(<A>),older(1008),and_v(v:pkh(<B>),after(800000))))",
     "bcrt1qtsdsrff9hff4s5ec0qnzx7hg5pxgnlgt9sck6qe9cfj3cm6ppykq799jcs",
     "bcrt1qnx65lk76p0mxws9fgz8rc7zjxsnrh03ywnqs64vftwkh04kqu2fsk0heuq"),
    ("wsh(thresh(3,pk(<A>),s:pk(<B>),s:pk(<C>),sln:older(4032)))",
     "bcrt1qd6ydas0x7gjrp24yrlvwg4l0gve5jf6xf0dkt22ez46yvze83mhseep8qr",
     "bcrt1qr7gnjh976phth9t9tr6ggeg7zkcn8nl53edka27r86eal27v6n0s8nywcp"),
    ("sh(wsh(and_v(v:pk(<A>),older(3))))",
     "2NCK9rmtR4sLGWM5vGFhkAQibwS2uZT7Che", "2NAZow5eEbwP5wdCmxwrNAR2dvTf7XbYXTs"),
    ("tr(<A>)",
     "bcrt1pth5a3a5yden3drsqmpuet4qtyg055r4z4uqutevntjantjyt9masqt8y83",
     "bcrt1pjxh27nwt9pp5hsysm0fzq7096t97jcmatwdz7l03ges7lph842zsylsel5"),
    ("tr(<A>,and_v(v:pk(<B>),older(10)))",
     "bcrt1py5tz8lsdrjfltrtgjs4t4ekkwmak0wxt8pd87uqyam06nyg9pyjss5sukx",
     "bcrt1p0jqqgt3axd8cgp5t5qmxvc423vaevrpkl4lnezn0jurddtmjxajqv6jxdc"),
    ("tr(<A>,{pk(<B>),{multi_a(2,<C>,<D>),and_v(v:pk(<E>),older(100))}})",
     "bcrt1pxwhey5qtv6zpa940ukd6nu537yljkp8q6pqh3ppnzuem42mx3h2q05wrxc",
     "bcrt1p4ddahwcdg8rthlyv4gqq7ujjfk89naxc6ehnd9ulg9wphdk9yknqyf5e38"),
    ("tr(<A>,sortedmulti_a(2,<C>,<D>))",
     "bcrt1pz5mxlg33u390h2efxkcu5vkmsx59tfwj3a802h2eyvue3cpg7r7srvkj8c",
     "bcrt1peq2y3ktfgp9eg9vjt0g32ws2ulxg7hg78m5h45hphr624urxetcsctdksq"),
)  # fmt: skip
