"""The words that the demo's authors, titles and series are made of. Names are common ones; no real person is meant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Niche:
    """A corner of a genre that readers have a taste for: what its books are about shows in their titles.

    popularity: how many authors and readers it draws, relative to the others.
    """

    genre: str
    also: str
    popularity: float
    nouns: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _niche(genre: str, also: str, popularity: float, nouns: str) -> Niche:
    return Niche(genre, also, popularity, _words(nouns))


NICHES = (
    _niche("fantasy", "adventure", 1.5, "Dragon Wyrm Ember Scale Flame Talon Ash Skyrider Firestone Hatchling"),
    _niche("fantasy", "romance", 1.8, "Crown Throne Court Queen Prince Thorn Heir Kingdom Rose Crest"),
    _niche("fantasy", "paranormal", 1.2, "Witch Coven Hex Spell Cauldron Broom Grimoire Hedge Charm Familiar"),
    _niche("fantasy", "adventure", 1.1, "Sword Quest Oath Relic Mountain Warden Shield Rune Ranger Wayfarer"),
    _niche("romance", "contemporary", 1.7, "Summer Kiss Beach Crush Promise Heart Wedding Lake Sunset Postcard"),
    _niche("romance", "contemporary", 1.2, "Rockstar Guitar Chorus Encore Melody Stage Lyric Band Mixtape Tour"),
    _niche("romance", "historical-fiction", 0.8, "Duke Ballroom Duchess Waltz Letter Governess Season Manor Fan Pearl"),
    _niche("dystopian", "science-fiction", 1.6, "Arena Rebel District Ration Wall Uprising Sector Trial Victor Signal"),
    _niche(
        "dystopian", "science-fiction", 1.0, "Outbreak Quarantine Cure Immune Survivor Bunker Ruin Carrier Fence Fever"
    ),
    _niche(
        "contemporary",
        "school",
        1.5,
        "Senior Locker Prom Hallway Yearbook Detention Bus Notebook Essay Bell",
    ),
    _niche(
        "contemporary",
        "literary-fiction",
        1.2,
        "Goodbye Silence Sister Letter Hospital Bridge Winter Scar Photograph Tide",
    ),
    _niche("contemporary", "sports", 0.7, "Goal Pitch Finish Track Wave Rink Coach Season Rookie Bench"),
    _niche("contemporary", "humor", 0.9, "Diary Crush Sleepover Makeover Boyfriend Camp Mall Cupcake Disaster List"),
    _niche("mystery", "thriller", 1.2, "Liar Alibi Suspect Witness Motive Clue Body Suspicion Confession Footprint"),
    _niche("mystery", "adventure", 0.9, "Clock Attic Staircase Lighthouse Locket Mansion Passage Candle Cipher Key"),
    _niche("mystery", "thriller", 0.8, "Spy Agent Code Cover Mission Heist Double Target Safehouse Dossier"),
    _niche("paranormal", "romance", 1.7, "Vampire Blood Fang Midnight Bite Coffin Immortal Thirst Shadow Raven"),
    _niche("paranormal", "romance", 1.3, "Wolf Pack Moon Alpha Howl Claw Hunter Forest Pelt Shifter"),
    _niche("paranormal", "romance", 1.2, "Angel Wing Halo Demon Feather Heaven Fallen Soul Exile Grace"),
    _niche("paranormal", "horror", 0.9, "Ghost Seance Grave Haunting Whisper Spirit Medium Mirror Bone Veil"),
    _niche("historical-fiction", "war", 0.9, "War Train Ration Attic Border Radio Soldier Harbor Ship Telegram"),
    _niche("historical-fiction", "romance", 0.8, "Tudor Palace Maid Lady Chapel Velvet Ring Portrait Courtier Rosary"),
    _niche(
        "historical-fiction",
        "adventure",
        0.6,
        "Prairie Wagon River Homestead Harvest Mule Trail Schoolhouse Gold Cabin",
    ),
    _niche("science-fiction", "adventure", 1.2, "Star Planet Orbit Galaxy Comet Captain Colony Airlock Nebula Engine"),
    _niche("science-fiction", "thriller", 1.0, "Clone Android Circuit Mind Memory Machine Upload Glitch Echo Lab"),
    _niche("science-fiction", "romance", 0.7, "Time Hour Paradox Loop Tomorrow Watch Century Minute Rift Yesterday"),
    _niche("comics", "manga", 1.1, "Ninja Blade Academy Tournament Mask Idol Rival Samurai Sensei Petal"),
    _niche("comics", "humor", 0.8, "Robot Cape Sidekick Comet Gadget Squad Villain Hero Panel Mutant"),
    _niche(
        "horror", "thriller", 0.8, "Scream Cellar Doll Asylum Carnival Scarecrow Nightmare Cornfield Basement Tooth"
    ),
    _niche("adventure", "middle-grade", 1.0, "Pirate Island Treasure Jungle Compass Raft Storm Captain Reef Parrot"),
    _niche("adventure", "mythology", 1.2, "Olympus Trident Oracle Titan Labyrinth Temple Gorgon Pharaoh Sphinx Lyre"),
    _niche("adventure", "animals", 0.8, "Horse Pony Stable Saddle Foal Meadow Stray Puppy Kennel Clan"),
)
GENRES = tuple(dict.fromkeys(niche.genre for niche in NICHES))

ADJECTIVES = _words(
    """Silver Hollow Crimson Burning Silent Golden Forgotten Shattered Wild Hidden Broken Frozen Distant Endless Stolen
    Secret Scarlet Bitter Restless Fearless Invisible Midnight Glass Paper Iron Velvet Northern Crooked Second Twisted
    Borrowed Unspoken Sleeping Reckless Wicked Painted Ivory Copper Emerald Winter Autumn Seventh Thirteenth Drowned
    Haunted Wandering Vanished Nameless Gilded Fading Electric Savage Lonely Accidental Impossible Unlikely"""
)
NOUNS = _words(
    """Fire Night Stone Sky Sea Storm River Garden Shadow Light Bone Salt Snow Dust Smoke Glass Rain Thunder Dawn Dusk
    Song Story Name Road House City Door Window Tower Island Forest Mirror Secret Truth Lies Dream Memory Promise Wish
    Game Dance Fall Rise Edge Hour Year Girl Boy Daughter Son Thief King Stranger Keeper Traveler Guardian Orphan
    Apprentice Maker Singer Reader Collector Ocean Valley Stars Wonder Sparrow Fox Lion Raven Swan Tiger Moth"""
)
TITLES = (
    "The {noun} of {other}",
    "{adjective} {noun}",
    "The {adjective} {noun}",
    "A {noun} of {other} and {third}",
    "The {noun} and the {other}",
    "{noun} and {other}",
    "Beneath the {noun}",
    "The Last {noun}",
    "The {noun} {person}",
    "{name} and the {noun}",
    "{name} and the {adjective} {noun}",
    "When the {noun} Calls",
    "The {noun}'s {person}",
    "{noun} Rising",
    "{noun} Falling",
    "A {adjective} {noun}",
    "The {noun} Between Us",
    "Of {noun} and {other}",
    "Before the {noun}",
    "After the {noun}",
    "No {noun} Tonight",
    "The Year of the {noun}",
    "{name}'s {noun}",
    "Into the {noun}",
    "{noun} {other}",
    "The {noun} We Kept",
    "Ten Days of {noun}",
    "The {noun} at {place}",
    "{place}",
    "Return to {place}",
    "The Girl with the {noun}",
    "The Boy Who Stole the {noun}",
    "Dear {noun}",
    "How to Lose a {noun}",
    "Half a {noun}",
    "{noun} in {place}",
)
PEOPLE = _words(
    "Daughter Thief Keeper Girl Boys Sister Apprentice Hunter Queen Orphan Heir Club Sisters Maker Bride Twin"
)
SERIES = (
    "{noun} Chronicles",
    "The {noun} Trilogy",
    "{adjective} {noun}",
    "The {noun} Files",
    "{place}",
    "{place} Academy",
    "The {adjective} {noun}",
    "{name} {surname}",
    "{noun} & {other}",
    "The {noun} Cycle",
    "{noun} Saga",
    "The {place} Girls",
    "Legends of {place}",
    "The {noun} {person}s",
    "{adjective} Hearts",
    "The {surname} Sisters",
)
PLACES = _words(
    """Alderwick Briarhaven Caldmoor Duskfield Eastmere Fairhollow Greywater Hallowmere Inverloch Juniper-Falls
    Kestrel-Bay Larkspur Marrowgate Northwind Oakhaven Pinecrest Quillan Ravenswood Saltmarsh Thornfield-Cross Umberly
    Vesper-Hill Westerly Yarrow Ashbourne Blackpool-Lane Cedar-Point Driftwood Elmsworth Foxglove Graymalkin Hartsong
    Ironwood Jasper-Lake Kingsbridge Lowland Merrivale Nettlecombe Orchard-Street Port-Avalon"""
)
FIRST_NAMES = _words(
    """Abigail Adrian Alice Alina Amara Amelia Amy Andrew Anna Annabel April Ariel Asher Audrey Beatrice Ben Bianca
    Bridget Caleb Camille Carla Caroline Cassandra Cecily Celia Charlotte Chloe Claire Clara Colin Connor Cora Daisy
    Damian Daniel Daphne David Delia Diana Dominic Edith Eleanor Elena Eli Elise Ella Emily Emma Erin Esther Ethan Eva
    Evelyn Faith Felix Fiona Frances Gabriel Gemma Georgia Grace Graham Greta Hannah Harper Hazel Heather Helen Henry
    Holly Hugo Imogen Ines Iris Isaac Isabel Isla Ivy Jack Jacob Jade James Jane Jasmine Jenna Jessa Joanna Jonah Josie
    Julia Julian June Kara Kate Katherine Kayla Keira Kira Lara Laura Lauren Leah Leo Lila Lily Lucas Lucia Lucy Luke
    Lydia Mabel Maggie Marcus Margot Maria Marina Martha Matthew Maya Megan Mia Miles Mira Miriam Naomi Natalie Nathan
    Nina Noah Nora Oliver Olivia Owen Paige Penelope Peter Phoebe Quinn Rachel Rebecca Reed Robin Rosalie Rose Rowan
    Ruby Ruth Sabrina Sadie Samuel Sarah Sasha Selena Sienna Simon Skye Sophie Stella Susan Sylvia Tamsin Tara Teresa
    Tessa Theo Thomas Tobias Uma Valerie Vera Victor Violet Wendy Willa William Wren Yara Zachary Zara Zoe"""
)
SURNAMES = _words(
    """Abbott Ackerley Adeyemi Alcott Aldridge Alvarez Anders Archer Arden Ashford Atwell Avery Bailey Bancroft
    Barlow Barnett Beckett Bellamy Bennett Berger Bishop Blackwood Blair Bloom Boone Bowen Bradford Bramley
    Brennan Briggs Brooks Calder Callahan Campbell Carmody Carver Castellan Chandler Chase Cho Clarke Cole
    Collier Connolly Corbett Costa Crane Crawford Cromwell Cross Dalton Darby Davenport Dawson Delacroix Devlin
    Dixon Donnelly Drake Duarte Dunn Eastwood Ellery Ellison Everett Fairchild Falk Farrow Faulkner Fenwick
    Ferrara Finch Fischer Fletcher Foster Frost Gallagher Garner Garrison Gibbs Goodwin Granger Graves Greer
    Griffin Hale Halloway Hansen Harding Harlow Hart Hastings Hawkins Hayes Henley Hollis Holloway Hopkins
    Horvath Hunt Hurley Ingram Ivers Jansen Jarvis Jennings Kapoor Keane Keating Kendall Kessler Kim Kingsley
    Kirby Lambert Landry Lange Larkin Lawson Leclair Lennox Lin Linden Lockhart Lowell Lund MacLeod Madden
    Maddox Marlowe Marsh Mathis McAllister McKenna Meadows Mercer Merritt Monroe Montague Moreau Morgan Moss
    Munro Nakamura Nash Novak Oakley Okafor Oliveira Osborne Paget Park Parrish Patel Peck Pembroke Pierce Pike
    Prescott Quigley Quinlan Radcliffe Ramsey Rhodes Rivera Rourke Rowe Rutherford Salazar Sampson Santos Sawyer
    Schaefer Sheridan Sinclair Sloane Sorensen Stanton Sterling Stone Sutton Tanaka Thatcher Thorne Tobin Trent
    Underhill Vance Vargas Vaughn Voss Wakefield Walsh Warner Webster Whitaker Whitlock Wilder Winslow Winters
    Wolfe Woodard Wren Wyatt Yates Yoon York Zeller"""
)
